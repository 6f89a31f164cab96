// The files of a release: what is in them, and that everybody who makes them gets the same.

using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.Package;

[Collection(nameof(PackedRelease))]
public sealed partial class ReleaseFilesSpecs(PackedRelease release)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    [Fact]
    public void The_archive_has_what_a_host_needs_and_the_licences_of_what_is_linked_in()
    {
        Assert.Equal(
            [
                "CHANGELOG.md", "LICENSE", "NOTICE", "README.md", "SECURITY.md", "api.func.classic", "api.func.telemetry",
                "apifunc", "apifunc.1", "completions/_apifunc", "completions/apifunc.bash", "completions/apifunc.fish",
                .. PackedRelease.Documents.Select(name => $"docs/{name}"), "licenses/Apache-2.0.txt",
                "licenses/GPL-3.txt", "licenses/LGPL-2.1.txt", "licenses/dotnet-third-party.txt", "licenses/dotnet.txt",
                "licenses/glibc.txt", "licenses/libgcc.txt", "licenses/openssl.txt", "licenses/versions.txt", "licenses/zstd.txt",
            ],
            Unpacked().Where(entry => entry.EntryType is not TarEntryType.Directory).Select(Name));
    }

    [Fact]
    public void What_its_documents_name_is_in_the_archive_but_for_what_only_the_source_has()
    {
        string[] ofTheSource = ["ARCHITECTURE.md", "CONTRIBUTING.md", "docs/decisions/README.md", "scripts/fleet"];
        var names = Unpacked().Select(Name).ToHashSet();

        foreach (var document in names.Where(name => name.EndsWith(".md", StringComparison.Ordinal)))
        {
            var links = Link().Matches(Encoding.UTF8.GetString(Content(document))).Select(link => link.Groups[1].Value);
            var paths = links.Select(link => Path.GetRelativePath("/", Path.Combine("/", Path.GetDirectoryName(document)!, link)));
            Assert.Empty(paths.Except(ofTheSource).Where(path => !names.Contains(path)).Select(path => $"{document}: {path}"));
        }
    }

    [Fact]
    public void Everything_in_the_archive_is_roots_has_the_date_of_the_version_and_only_the_binary_can_be_executed()
    {
        var changelog = File.ReadAllText(Path.Combine(Repository.Root, "CHANGELOG.md"));
        var date = changelog.Split('\n').First(line => line.StartsWith($"## {PackedRelease.Version} - ", StringComparison.Ordinal))[^10..];

        Assert.All(Unpacked(), entry =>
        {
            Assert.Equal((0, 0), (entry.Uid, entry.Gid));
            Assert.Equal(date, entry.ModificationTime.ToString("yyyy-MM-dd"));
            var isExecutable = entry.EntryType is TarEntryType.Directory || Name(entry) == "apifunc";
            Assert.Equal(isExecutable ? Executable : Readable, entry.Mode);
        });
    }

    [Fact]
    public void The_binary_in_the_archive_and_the_packed_one_are_the_one_that_was_built()
    {
        var built = File.ReadAllBytes(Repository.Binary);

        Assert.Equal(built, Content("apifunc"));
        Assert.Equal(built, Unzip(release.PackedBinary).ToArray());
    }

    [Theory]
    [InlineData("api.func.classic", "shim --dialect classic")]
    [InlineData("api.func.telemetry", "shim --dialect telemetry")]
    [InlineData("apifunc.1", "manual")]
    [InlineData("completions/apifunc.bash", "completion bash")]
    [InlineData("completions/_apifunc", "completion zsh")]
    [InlineData("completions/apifunc.fish", "completion fish")]
    public async Task What_the_binary_prints_is_in_the_archive_as_it_prints_it(string file, string arguments)
    {
        var printed = await Shell.RunBinary(arguments.Split(' '));

        Assert.Equal((0, ""), (printed.ExitCode, printed.Error));
        Assert.Equal(printed.Output, Encoding.UTF8.GetString(Content(file)));
    }

    [Fact]
    public void Each_source_of_what_is_linked_in_is_named_with_its_version()
    {
        var lines = Encoding.UTF8.GetString(Content("licenses/versions.txt")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.All(lines, line => Assert.Matches("^(Debian|NuGet) [a-z][a-z0-9.-]+ [0-9][^ ]*$", line));
        Assert.Equal(
            [
                "gcc", "glibc", "libzstd", "openssl", "cliwrap", "consoleappframework", "microsoft.netcore.app.runtime.nativeaot.linux",
                "wcwidth",
            ],
            lines.Select(line => line.Split(' ')[1].Split('-')[0]));
    }

    [Fact]
    public async Task The_sums_are_those_of_all_files_and_sha256sum_checks_them()
    {
        var outcome = await Shell.Run(["sh", "-euc", "cd \"$0\"; sha256sum --strict -c SHA256SUMS"], [release.Directory]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var files = Directory.GetFiles(release.Directory, "apifunc*").Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(files.Select(file => $"{file}: OK"), outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void The_sums_name_the_size_of_the_packed_binary_and_of_nothing_else()
    {
        var comments = File.ReadLines(Path.Combine(release.Directory, "SHA256SUMS")).Where(line => line.StartsWith('#'));

        var size = new FileInfo(release.PackedBinary).Length;
        Assert.Equal([$"# size: {Path.GetFileName(release.PackedBinary)} {size}"], comments);
    }

    [Fact]
    public async Task Another_folder_umask_time_zone_language_and_date_of_files_make_the_same_files_byte_for_byte()
    {
        using var there = new TemporaryDirectory();
        var checkout = Checkout(there);
        var target = Directory.CreateDirectory(there.File("target")).FullName;

        var outcome = await PackedRelease.Assemble(
            ["sh", "-c", "umask 077; exec \"$0\" \"$@\""], checkout, target,
            ("TZ", "Asia/Tokyo"), ("LC_ALL", null), ("LANG", "de_DE.UTF-8"), ("GZIP", "-1"),
            ("TAR_OPTIONS", "--owner=1"), ("DPKG_DEB_THREADS_MAX", "8"), ("DPKG_DEB_COMPRESSOR_LEVEL", "1"));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.All(
            [release.Archive, release.Package, release.PackedBinary],
            file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(target, Path.GetFileName(file)))));
    }

    [Fact]
    public async Task A_version_that_the_changelog_does_not_know_is_not_packed()
    {
        using var there = new TemporaryDirectory();
        var checkout = Checkout(there);
        there.Write("a checkout/VERSION", "0.2.99\n");

        var outcome = await PackedRelease.Assemble([], checkout, there.Path);

        Assert.Equal(65, outcome.ExitCode);
        Assert.Equal(
            "CHANGELOG.md has no line \"## 0.2.99 - YYYY-MM-DD\" for the version in the file VERSION\n", outcome.Error);
        Assert.Empty(Directory.GetFiles(there.Path));
    }

    [Fact]
    public async Task Nothing_is_packed_without_a_licence_of_what_is_linked_in()
    {
        using var there = new TemporaryDirectory();
        var checkout = Checkout(there);
        Directory.Delete(Path.Combine(checkout, "src/obj"));
        var identifier = PackedRelease.Architecture == "arm64" ? "linux-arm64" : "linux-x64";
        there.Write(
            $"a checkout/src/obj/Release/net10.0/{identifier}/native/apifunc.ilc.rsp",
            "-r:/nowhere/microsoft.netcore.app.runtime.nativeaot.x/10.0.0/lib/a.dll\n");

        var outcome = await PackedRelease.Assemble([], checkout, there.Path);

        Assert.Equal(66, outcome.ExitCode);
        Assert.Equal(
            "a licence is missing: /nowhere/microsoft.netcore.app.runtime.nativeaot.x/10.0.0/LICENSE.TXT\n", outcome.Error);
        Assert.Empty(Directory.GetFiles(there.Path));
    }

    /// <summary>A copy of what is packed beside the binary, with what the build has left behind.</summary>
    private static string Checkout(TemporaryDirectory directory)
    {
        string[] files =
        [
            "VERSION", "CHANGELOG.md", "README.md", "LICENSE", "NOTICE", "SECURITY.md", "Directory.Packages.props",
            .. PackedRelease.Documents.Select(name => $"docs/{name}"),
            .. Directory.GetFiles(Path.Combine(Repository.Root, "scripts/package")),
            .. Directory.GetFiles(Path.Combine(Repository.Root, "src/Commands/Units")),
        ];
        foreach (var file in files.Select(file => Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, file))))
        {
            var copy = directory.Write($"a checkout/{file}", File.ReadAllBytes(Path.Combine(Repository.Root, file)));
            if (file.EndsWith(".sh", StringComparison.Ordinal))
                File.SetUnixFileMode(copy, Executable);
        }

        Directory.CreateSymbolicLink(directory.File("a checkout/src/obj"), Path.Combine(Repository.Root, "src/obj"));
        return directory.File("a checkout");
    }

    /// <summary>A link of Markdown to a file; what is behind # is a place in it.</summary>
    [GeneratedRegex(@"\]\(((?!https:)[^)#]+)[^)]*\)")]
    private static partial Regex Link();

    private static MemoryStream Unzip(string file)
    {
        using var packed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        var unpacked = new MemoryStream();
        packed.CopyTo(unpacked);
        unpacked.Position = 0;
        return unpacked;
    }

    private static string Name(TarEntry entry) => entry.Name[(PackedRelease.Folder.Length + 1)..];

    private List<TarEntry> Unpacked()
    {
        using var reader = new TarReader(Unzip(release.Archive));
        var entries = new List<TarEntry>();
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            Assert.StartsWith($"{PackedRelease.Folder}/", entry.Name, StringComparison.Ordinal);
            entries.Add(entry);
        }

        return entries;
    }

    private byte[] Content(string file)
    {
        var content = new MemoryStream();
        Unpacked().Single(entry => Name(entry) == file).DataStream!.CopyTo(content);
        return content.ToArray();
    }
}
