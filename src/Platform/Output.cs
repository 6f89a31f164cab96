// Writing to standard output and standard error without System.Console, which would cost a thread, a pipe and signal handlers.

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ApiFunc.Platform;

internal static class Output
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>
    /// The error number that says why something is missing on standard output, EPIPE if whoever read it has had enough (as
    /// <c>head</c> and pagers have); 0 if nothing is. What comes after something that is missing is not written.
    /// </summary>
    public static int Failure { get; private set; }

    /// <summary>Writes text as UTF-8 to standard output. What cannot be written is dropped; see <see cref="Failure"/>.</summary>
    public static void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes to standard output. What cannot be written is dropped; see <see cref="Failure"/>.</summary>
    public static void Write(ReadOnlySpan<byte> bytes)
    {
        if (Failure == 0)
            Failure = WriteAll(StandardOutput, bytes);
    }

    /// <summary>One line for a person about a <see cref="Failure"/>.</summary>
    public static string Describe(int failure) =>
        failure == Libc.EBADF ? "standard output is closed, or not open for writing"
        : $"standard output cannot be written: {Marshal.GetPInvokeErrorMessage(failure)}";

    /// <summary>Closes standard output when all is written: some file systems say only then that the disk was full.</summary>
    public static void Close()
    {
        if (Libc.CloseChecked(StandardOutput) != 0 && Failure == 0)
            Failure = Marshal.GetLastPInvokeError();
    }

    /// <summary>Writes one line to standard error.</summary>
    public static void Error(string line) => _ = WriteAll(StandardError, Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Writes text to standard error as it is, such as a line that the next one overwrites.</summary>
    public static void Terminal(string text) => _ = WriteAll(StandardError, Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// Text for a terminal, with a question mark for each control or format character, and for whatever else ends a line: terminals
    /// obey them, or show nothing of them.
    /// </summary>
    public static string Printable(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => IsPrintable(rune) ? rune.ToString() : "?"));

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>Writes all of it. Returns 0, or the error number that says why not.</summary>
    private static unsafe int WriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint written = 0;
            while (written < bytes.Length)
            {
                var count = Libc.write(descriptor, start + written, bytes.Length - written);
                if (count >= 0)
                    written += count;
                else if (Marshal.GetLastPInvokeError() is var error && !IsWorthAnotherTry(descriptor, error))
                    return error;
            }
        }

        return 0;
    }

    /// <summary>
    /// Whether a write is to be repeated. Another process may have made the pipe non-blocking (O_NONBLOCK): then this waits for
    /// room in standard output; messages on standard error are not waited for.
    /// </summary>
    private static unsafe bool IsWorthAnotherTry(int descriptor, int error)
    {
        if (error != Libc.EAGAIN || descriptor != StandardOutput)
            return error == Libc.EINTR;

        const int withoutEnd = -1;
        var room = new PollFd { Fd = descriptor, Events = PollFd.POLLOUT };
        _ = Libc.poll(&room, 1, withoutEnd);
        return true;
    }
}
