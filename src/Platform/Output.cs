// Writing to standard output and standard error without System.Console, which would cost a thread, a pipe and signal handlers.

using System.Globalization;
using System.Text;

namespace ApiFunc.Platform;

internal static class Output
{
    /// <summary>Writes text as UTF-8 to standard output. What nobody reads any more is dropped silently.</summary>
    public static void Write(string text) => WriteAll(1, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes to standard output. What nobody reads any more is dropped silently.</summary>
    public static void Write(ReadOnlySpan<byte> bytes) => WriteAll(1, bytes);

    /// <summary>Writes one line to standard error.</summary>
    public static void Error(string line) => WriteAll(2, Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Writes to standard error what is to be overwritten again.</summary>
    public static void Terminal(string text) => WriteAll(2, Encoding.UTF8.GetBytes(text));

    /// <summary>Text of others for a terminal, which obeys control characters, and those that turn the direction of writing.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) || IsFormat(c) ? '?' : c));

    private static bool IsFormat(char c) => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static unsafe void WriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint written = 0;
            while (written < bytes.Length)
            {
                var count = Native.Write(descriptor, start + written, bytes.Length - written);
                if (count < 0 && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == 4 /* EINTR */)
                    continue;
                if (count <= 0)
                    return;
                written += count;
            }
        }
    }
}
