// Programs that read a password from standard input: echo root:x | chpasswd, chpasswd <<< root:x.

namespace ApiFunc.Redaction;

internal static class PasswordReaders
{
    /// <summary>Reads lines of <c>user:password</c>.</summary>
    public const string Chpasswd = "chpasswd";

    // How far from a pipe or a redirection the program may stand.
    private const int MaxDistance = 160;

    // Programs, and options that make others read a password.
    private static readonly string[] s_words =
    [
        Chpasswd, "passwd", "smbpasswd", "pdbedit", "vncpasswd", "argon2", "kinit", "cryptsetup", "--password-stdin", "--stdin",
        "-stdin", "--with-token", "--passphrase-fd", "hash-pw",
    ];

    private static readonly string[] s_twoWords = ["sudo -S", "secret create"];

    /// <summary>
    /// The reader after a pipe; null for none. A pipe before the last one may have been a printed character: the pipe becomes
    /// the one that leads to the reader.
    /// </summary>
    public static string? After(string text, ref int pipe)
    {
        var at = pipe + 1;
        var stop = Math.Min(text.Length, at + MaxDistance);
        while (at < stop && char.IsWhiteSpace(text[at]))
            at++;
        for (var lastPipe = pipe; at < stop && !IsCommandEnd(text, at); at++)
        {
            if (text[at] == '|')
                lastPipe = at;
            var end = at;
            while (end < stop && !char.IsWhiteSpace(text[end]) && text[end] is not ('|' or ';' or '"' or '\''))
                end++;
            if (ReaderAt(text.AsSpan(at, stop - at), end - at) is { } reader)
            {
                pipe = lastPipe;
                return reader;
            }

            at = Math.Max(at, end - 1);
        }

        return null;
    }

    /// <summary>The reader in a command before a redirection; null for none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="command">Where the command begins.</param>
    /// <param name="redirection">Where the redirection begins.</param>
    public static string? Before(string text, int command, int redirection)
    {
        for (var at = Math.Max(command, redirection - MaxDistance); at < redirection; at++)
        {
            if (char.IsWhiteSpace(text[at]))
                continue;
            var end = at;
            while (end < redirection && !char.IsWhiteSpace(text[end]) && text[end] is not ('"' or '\''))
                end++;
            if (ReaderAt(text.AsSpan(at, redirection - at), end - at) is { } reader)
                return reader;
            at = Math.Max(at, end - 1);
        }

        return null;
    }

    private static bool IsCommandEnd(string text, int at) => text[at] == ';' || (text[at] == '\n' && text[at - 1] != '\\');

    /// <summary>The reader that a text begins with, with its path or without; null for none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The length of its first word.</param>
    private static string? ReaderAt(ReadOnlySpan<char> text, int length)
    {
        var word = text[..length];
        foreach (var reader in s_words)
        {
            if (word.EndsWith(reader) && (length == reader.Length || word[..^reader.Length].EndsWith("bin/")))
                return reader;
        }

        foreach (var reader in s_twoWords)
        {
            if (text.StartsWith(reader) && (text.Length == reader.Length || !char.IsLetterOrDigit(text[reader.Length])))
                return reader;
        }

        return null;
    }
}
