// The functions that tell a script about the machine: which variables they set, and export.

using ApiFunc.Functions;
using ApiFunc.Script;
using Unit.Harness;

namespace Unit;

public sealed class MachineFunctionSpecs
{
    private static readonly (string, string)[] AllKnown =
    [
        ("CPU_VENDOR", "amd"), ("CPU_MODEL", "My CPU"), ("GPU_VENDOR", "intel"), ("GPU_MODEL", "My GPU"), ("RAM_SPEED", ""),
        ("HAS_ARM", "true"),
        ("TM_ARCH", "arm64"), ("TM_PVE_VERSION", "8.2.4"), ("TM_PLATFORM", "pve"),
    ];

    [Theory]
    [InlineData("detect_cpu", new[] { "CPU_VENDOR", "CPU_MODEL" })]
    [InlineData("detect_gpu", new[] { "GPU_VENDOR", "GPU_MODEL", "GPU_PASSTHROUGH" })]
    [InlineData("detect_ram", new[] { "RAM_SPEED" })]
    [InlineData("detect_arm", new[] { "HAS_ARM" })]
    public void Each_looks_again_and_exports_what_it_finds(string function, string[] names)
    {
        var script = Call(function, AllKnown);

        Assert.Equal(names.Select(name => $"export {name}"), script.Told().Select(line => line[..line.IndexOf('=')]));
        Assert.DoesNotContain("My ", string.Concat(script.Told()), StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_it_is_collected_where_nothing_is_known()
    {
        var script = Call("telemetry_collect_sysinfo");

        Assert.Equal(
            [
                "export CPU_VENDOR", "export CPU_MODEL", "export GPU_VENDOR", "export GPU_MODEL", "export GPU_PASSTHROUGH",
                "export RAM_SPEED", "export HAS_ARM",
                "export TM_ARCH", "export TM_PVE_VERSION", "export TM_PLATFORM", "export _TM_SYSINFO_DONE",
            ],
            script.Told().Select(line => line[..line.IndexOf('=')]));
        Assert.Contains("export TM_ARCH='amd64'", script.Told());
        Assert.Equal("export _TM_SYSINFO_DONE='true'", script.Told()[^1]);
    }

    [Fact]
    public void What_is_known_is_not_set_again()
    {
        var script = Call("telemetry_collect_sysinfo", AllKnown);

        Assert.Equal(
            ["export TM_ARCH='arm64'", "export TM_PVE_VERSION='8.2.4'", "export TM_PLATFORM='pve'", "export _TM_SYSINFO_DONE='true'"],
            script.Told());
    }

    [Fact]
    public void The_platform_that_the_script_names_wins()
    {
        Assert.Contains(
            "export TM_PLATFORM='cloud'", Call("telemetry_collect_sysinfo", [("TELEMETRY_PLATFORM", "cloud"), .. AllKnown]).Told());
    }

    [Fact]
    public void A_repository_is_found_and_exported()
    {
        (string, string) url = ("COMMUNITY_SCRIPTS_URL", "https://raw.githubusercontent.com/by/fork/main");

        Assert.Equal(["export REPO_SOURCE='external'", "export REPO_SLUG='by/fork'"], Call("detect_repo_source", url).Told());
        Assert.Equal(
            ["export REPO_SOURCE='ProxmoxVE'", "export REPO_SLUG='community-scripts/ProxmoxVE'"], Call("detect_repo_source").Told());
    }

    private static Assignments Call(string function, params (string, string)[] variables)
    {
        var call = new FunctionCall(Script.With(variables), default);
        Assert.Equal(0, FunctionTable.Find(function)!.Run(call));
        return call.Assignments;
    }
}
