// Paths that are walked step by step lead where the kernel's would, as long as every link on the way is the caller's own.

using System.Text;
using ApiFunc.Platform;
using CsCheck;
using EndToEnd.Harness;
using Unit.Harness;

namespace Unit.Properties;

public sealed class PathSpecs : IDisposable
{
    private static readonly string[] s_names = ["a", "b", "c"];

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void A_path_leads_where_the_kernel_says()
    {
        var step = Gen.OneOf("a", "b", "c", "a", "b", "c", "..", ".", "", "missing");
        var path = step.Array[1, 4].Select(steps => string.Join('/', steps));
        var asked = Gen.Select(Gen.OneOf(Gen.OneOf(s_names).Array[1, 3], step.Array[1, 6]), Gen.OneOf("", "/c"))
            .Select((steps, file) => string.Join('/', steps) + file);
        var link = Gen.Select(step.Array[1, 2], Gen.OneOf(s_names), Gen.OneOf("", "{0}/"), path);
        var run = 0;
        Gen.Select(link.Array[0, 6], asked.Array[20]).ForAll(
            (links, paths) =>
            {
                var root = MakeTree($"{run++}");
                foreach (var (directory, name, start, target) in links)
                    MakeLink($"{root}/{string.Join('/', directory)}/{name}", start.Replace("{0}", root, StringComparison.Ordinal) + target);

                foreach (var file in paths.Select(steps => Encoding.UTF8.GetBytes($"{root}/{steps}")))
                {
                    using var expected = SafeFile.Open(file, Libc.O_RDONLY, out _);
                    using var opened = SafeFile.OpenOwn(file, Libc.O_RDONLY, out var problem);

                    Assert.Equal(expected?.Inode, opened?.Inode);
                    Assert.Equal(opened is null, problem is not null);
                }
            },
            iter: 200, inParallel: false);
    }

    [Fact]
    public void A_path_of_any_bytes_does_no_harm()
    {
        Gen.OneOf(Gen.Byte[1, 255], Gen.Const((byte)'/'), Gen.Const((byte)'.')).Array[0, 40].ForAll(
            bytes =>
            {
                byte[] path = [.. Encoding.UTF8.GetBytes($"{_directory.Path}/"), .. bytes];
                using var expected = SafeFile.Open(path, Libc.O_RDONLY, out _);
                using var opened = SafeFile.OpenOwn(path, Libc.O_RDONLY, out _);

                Assert.Equal(expected?.Inode, opened?.Inode);
            },
            iter: 500);
    }

    [Fact]
    public void Nothing_stays_open()
    {
        _directory.Write("a/file", "");
        File.CreateSymbolicLink(_directory.File("link"), "a");
        File.CreateSymbolicLink(_directory.File("loop"), "loop/x");
        string[] paths = ["a/file", "link/file", "link/missing", "missing/file", "a/file/file", "loop/file", "", "a/", "/"];
        Open();
        var before = Directory.GetFiles("/proc/self/fd").Length;

        for (var i = 0; i < 100; i++)
            Open();

        // Other tests open and close files meanwhile, but not hundreds.
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 1, before + 90);

        void Open()
        {
            foreach (var path in paths.Select(path => Encoding.UTF8.GetBytes(path == "/" ? path : _directory.File(path))))
            {
                SafeFile.OpenOwn(path, Libc.O_RDONLY, out _)?.Dispose();
                SafeDirectory.Open(path, create: false, out _)?.Dispose();
            }
        }
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>Directories three deep, each with a file <c>c</c>.</summary>
    private string MakeTree(string name)
    {
        foreach (var first in s_names[..2])
        {
            foreach (var second in s_names[..2])
                _directory.Write($"{name}/{first}/{second}/c", "");
            _directory.Write($"{name}/{first}/c", "");
        }

        return _directory.File(name);
    }

    /// <summary>Puts a link in the place of what is there, as far as that can be.</summary>
    private static void MakeLink(string path, string target)
    {
        try
        {
            if (File.Exists(path))
                File.Delete(path);
            File.CreateSymbolicLink(path, target.Length > 0 ? target : ".");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A directory is there, or none above it.
        }
    }
}
