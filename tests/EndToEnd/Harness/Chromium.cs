// Pages in a real browser without a window: Debian's chromium-headless-shell, or its chromium.

using System.Buffers.Binary;
using System.IO.Compression;

namespace EndToEnd.Harness;

/// <summary>What a browser made of a page.</summary>
/// <param name="Dom">The document, as it is once the page is loaded.</param>
/// <param name="Complaints">What it wrote to the console: errors of the page, and what its policy has forbidden.</param>
internal sealed record LoadedPage(string Dom, IReadOnlyList<string> Complaints);

internal static class Chromium
{
    private static readonly string[][] s_browsers = [["chromium-headless-shell"], ["chromium", "--headless"]];

    // It asks nobody but this machine, and starts no service of the desktop's.
    private static readonly string[] s_options =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--enable-logging=stderr",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ];

    /// <summary>Loads a page, or skips the test where there is no browser.</summary>
    public static async Task<LoadedPage> Load(string url)
    {
        var outcome = await Run(["--dump-dom"], url);
        return new LoadedPage(
            outcome.Output, [.. outcome.Error.Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))]);
    }

    /// <summary>The colour in the upper left corner of a page: red, green and blue.</summary>
    /// <param name="url">Its address.</param>
    /// <param name="isDark">What the user prefers.</param>
    public static async Task<(int Red, int Green, int Blue)> Corner(string url, bool isDark)
    {
        using var directory = new TemporaryDirectory();
        var picture = directory.File("page.png");
        await Run([$"--screenshot={picture}", "--window-size=800,600", $"--blink-settings=preferredColorScheme={(isDark ? 0 : 1)}"], url);
        return FirstPixel(File.ReadAllBytes(picture));
    }

    private static async Task<Outcome> Run(string[] options, string url)
    {
        var browser = s_browsers.FirstOrDefault(browser => Needs.HasProgram(browser[0]));
        Assert.SkipUnless(browser is not null, "needs chromium-headless-shell or chromium, which is not installed");
        using var home = new TemporaryDirectory();
        var outcome = await Shell.Run(
            browser, [.. s_options, .. options, $"--user-data-dir={home.File("profile")}", url], ("HOME", home.Path));
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return outcome;
    }

    /// <summary>The first pixel of a picture whose pixels have three or four bytes, eight bits a colour (W3C, "PNG").</summary>
    private static (int Red, int Green, int Blue) FirstPixel(byte[] png)
    {
        const int signature = 8, lengthAndType = 8, checksum = 4;
        var data = new MemoryStream();
        for (var at = signature; at < png.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            if (png.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8))
                data.Write(png, at + lengthAndType, length);
            at += lengthAndType + length + checksum;
        }

        // No filter changes the first pixel of the first line; the byte before it says which one it is.
        data.Position = 0;
        using var pixels = new ZLibStream(data, CompressionMode.Decompress);
        var start = new byte[4];
        pixels.ReadExactly(start);
        return (start[1], start[2], start[3]);
    }
}
