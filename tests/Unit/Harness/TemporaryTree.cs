// Files that are gone when the test is.

namespace Unit.Harness;

internal sealed class TemporaryTree : IDisposable
{
    /// <param name="files">Paths below the tree's root, and contents.</param>
    public TemporaryTree(params (string Path, byte[] Content)[] files)
    {
        foreach (var (path, content) in files)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(path))!);
            File.WriteAllBytes(Path(path), content);
        }
    }

    /// <summary>The directory that stands for the root of a file system.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("apifunc-test-").FullName;

    /// <summary>The full path of a file.</summary>
    public string Path(string name) => System.IO.Path.Join(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
