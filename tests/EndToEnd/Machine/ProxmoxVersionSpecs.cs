// pve_version: from the module that pveversion asks, and from the command only where that is missing.

using EndToEnd.Harness;

namespace EndToEnd.Machine;

public sealed class ProxmoxVersionSpecs : IDisposable
{
    private const string Module = "/usr/share/perl5/PVE/pvecfg.pm";
    private const string Output = "pve-manager/7.4-17/513c62be (running kernel: 5.15.131-1-pve)";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("package PVE::pvecfg;\n\nuse strict;\n\nsub package {\n    return 'pve-manager';\n}\n\nsub version {\n    return '8.2.4';\n"
        + "}\n\nsub release {\n    return '8.2';\n}\n1;\n")]
    [InlineData("sub version { return '8.2.4'; }")]
    [InlineData("sub version{return'8.2.4'}")]
    [InlineData("sub\tversion\r\n{\r\n\treturn\r\n\"8.2.4\" ;\r\n}\r\n")]
    public async Task The_version_is_read_from_the_module_without_starting_anything(string module)
    {
        _directory.Command("pveversion", $"touch {_directory.File("ran")}; echo '{Output}'");

        Assert.Equal("8.2.4", await Version(module, _directory.Path));
        Assert.False(File.Exists(_directory.File("ran")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sub version { return get(); }")]
    [InlineData("sub repoid { return '8.2.4'; }")]
    [InlineData("sub version { return ''; }")]
    [InlineData("\u0001\u00ff\n")]
    public async Task A_module_that_does_not_say_is_the_end_of_it(string module)
    {
        _directory.Command("pveversion", $"touch {_directory.File("ran")}; echo '{Output}'");

        Assert.Equal("not found", await Version(module, _directory.Path));
        Assert.False(File.Exists(_directory.File("ran")));
    }

    [Theory]
    [InlineData("echo '" + Output + "'", "7.4-17")]
    [InlineData("echo 'pve-manager/9.0.3/025864202ebb6109 (running kernel: 6.14.8-2-pve)'; echo more", "9.0.3")]
    [InlineData("printf pve-manager/8.0.0", "8.0.0")]
    [InlineData("for i in 1 2 3 4 5 6 7 8 9; do echo noise >&2; done; echo '" + Output + "'", "7.4-17")]
    [InlineData("read line; echo \"pve-manager/8.1.0$line/x\"", "8.1.0")]
    [InlineData("echo '" + Output + "'; exit 1", "not found")]
    [InlineData("echo '" + Output + "'; kill -9 $$", "not found")]
    [InlineData("exit 0", "not found")]
    [InlineData("echo garbage", "not found")]
    [InlineData("echo 'pve-manager//x'", "not found")]
    [InlineData("echo '" + Output + "' >&2", "not found")]
    public async Task Without_the_module_the_command_is_asked(string script, string version)
    {
        _directory.Command("pveversion", script);

        Assert.Equal(version, await Version(null, $"/nonexistent:{_directory.Path}:/usr/bin:/bin"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("exec ")]
    public async Task A_command_that_hangs_is_given_up(string start)
    {
        await Shell.Run(["mkfifo"], [_directory.File("nobody-writes")]);
        _directory.Command("pveversion", $"echo '{Output}'; {start}cat {_directory.File("nobody-writes")}");

        Assert.Equal("not found", await Version(null, $"{_directory.Path}:/usr/bin:/bin"));
    }

    [Fact]
    public async Task Without_module_and_command_there_is_no_version()
    {
        Assert.Equal("not found", await Version(null, "/usr/bin:/bin"));
        Assert.Equal("not found", await Version(null, ""));
        Assert.Equal("not found", await Version(null, null));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("")]
    [InlineData(":bin:./bin:")]
    public async Task The_command_is_never_run_from_the_current_directory(string path)
    {
        _directory.Command("pveversion", $"touch {_directory.File("ran")}; echo '{Output}'");
        _directory.Command("bin/pveversion", $"touch {_directory.File("ran")}; echo '{Output}'");

        Assert.Equal("not found", await Version(null, path));
        Assert.False(File.Exists(_directory.File("ran")));
    }

    /// <summary>What is reported as the version with such a module (null for none) and such a PATH, in the test's directory.</summary>
    private async Task<string?> Version(string? module, string? path)
    {
        var remove = module is null ? $"rm {Module}; " : "";
        using var files = new PrivateFiles($"{remove}cd {_directory.Path}", (Module, module ?? ""));
        var url = $"file://{_directory.File("reports.jsonl")}";

        var told = await Direct.Call(files.Around("env", WithPath(path), Repository.Binary), ["post_to_api"], ("API_FUNC_URL", url));

        return System.Text.Json.JsonDocument.Parse(told.Payload!).RootElement.GetProperty("pve_version").GetString();
    }

    private static string WithPath(string? path) => path is null ? "--unset=PATH" : $"PATH={path}";
}
