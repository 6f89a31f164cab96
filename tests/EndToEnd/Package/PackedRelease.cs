// What ./build.sh package makes of the binary for this machine, made once for all tests that look at it.

using System.Runtime.InteropServices;
using EndToEnd.Harness;

namespace EndToEnd.Package;

public sealed class PackedRelease : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>This machine's architecture by Debian's name.</summary>
    public static string Architecture { get; } =
        RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    /// <summary>The version that is released.</summary>
    public static string Version { get; } = File.ReadAllText(Path.Combine(Repository.Root, "VERSION")).Trim();

    /// <summary>The name of the archive, and of the one folder in it.</summary>
    public static string Folder { get; } = $"apifunc-{Version}-linux-{Architecture}";

    /// <summary>The names of the documents in docs, which a release has, too.</summary>
    public static string[] Documents { get; } =
        [.. System.IO.Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(Path.GetFileName).OfType<string>()
            .Order(StringComparer.Ordinal)];

    /// <summary>The directory with the files and their sums.</summary>
    public string Directory => _directory.Path;

    /// <summary>The package for Debian.</summary>
    public string Package => _directory.File($"apifunc_{Version}_{Architecture}.deb");

    /// <summary>The archive.</summary>
    public string Archive => _directory.File($"{Folder}.tar.gz");

    /// <summary>The binary alone.</summary>
    public string PackedBinary => _directory.File($"{Folder}.gz");

    /// <summary>Packs what was built, with the files of a checkout.</summary>
    /// <param name="behind">A command that prepares the world for its arguments.</param>
    /// <param name="checkout">The checkout.</param>
    /// <param name="directory">Where the files are left.</param>
    /// <param name="variables">More variables.</param>
    internal static Task<Outcome> Assemble(
        string[] behind, string checkout, string directory, params (string Name, string? Value)[] variables) =>
        Shell.Run(
            [.. behind, Path.Combine(checkout, "scripts/package/assemble.sh")],
            [Architecture, Repository.Binary, Repository.Binary, directory],
            [("HOME", Environment.GetEnvironmentVariable("HOME")), .. variables]);

    public async ValueTask InitializeAsync()
    {
        var assembled = await Assemble([], Repository.Root, Directory);
        Assert.True(assembled.ExitCode == 0, assembled.Error);
        var summed = await Shell.Run([Path.Combine(Repository.Root, "scripts/package/sums.sh")], [Directory]);
        Assert.True(summed.ExitCode == 0, summed.Error);
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>The tests that share it.</summary>
[CollectionDefinition(nameof(PackedRelease))]
public sealed class PackedReleaseTests : ICollectionFixture<PackedRelease>;
