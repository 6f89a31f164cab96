// A directory that is gone when the test is.

using System.Text;

namespace EndToEnd.Harness;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("apifunc-test-").FullName;

    /// <summary>The path of a file in the directory.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file into the directory, below new directories where its name has some, and returns its path.</summary>
    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    /// <summary>The same with bytes.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        lock (ProcessStart.Lock)
            System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    /// <summary>Deletes it. A process that delivers reports may still be about to end, and lock something in it.</summary>
    public void Dispose()
    {
        var deadline = DateTime.UtcNow.AddSeconds(20);
        while (true)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (DateTime.UtcNow < deadline)
            {
                Thread.Yield();
            }
        }
    }
}
