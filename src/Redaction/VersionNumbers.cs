// Tells versions of four numbers from IPv4 addresses.

using System.Buffers;

namespace ApiFunc.Redaction;

internal static class VersionNumbers
{
    // Numbers of addresses reach 255, those of versions seldom more than this.
    private const int MaxSmallNumber = 99;

    // The first number of private addresses (RFC 1918) that is as small as a version's.
    private const int PrivateNetwork = 10;

    private const int MaxRevisionLength = 32;

    private static readonly SearchValues<char> s_digitsAndDot = SearchValues.Create("0123456789.");

    // Programs with versions of four numbers: Chrome/120.0.0.0.
    private static readonly string[] s_products =
    [
        "Chrome", "Chromium", "HeadlessChrome", "CriOS", "Edg", "Edge", "EdgA", "EdgiOS", "OPR", "Opera", "Brave", "Vivaldi",
        "YaBrowser", "SamsungBrowser", "Electron", "QtWebEngine", "Safari", "Firefox", "FxiOS", "Cypress",
    ];

    // Before small numbers that are no address.
    private static readonly string[] s_sections =
    [
        "section", "sections", "sec", "chapter", "clause", "release", "released", "revision", "oid",
    ];

    // After a version and a hyphen.
    private static readonly string[] s_suffixes =
    [
        "rc", "alpha", "beta", "pre", "preview", "dev", "snapshot", "nightly", "release", "final", "stable", "lts", "alpine",
        "slim", "debian", "bookworm", "trixie", "bullseye", "ubuntu", "dfsg", "py", "cp", "ls", "linux", "amd", "arm", "x",
    ];

    /// <summary>Whether four numbers of at most 255 are a version, as far as the text around them tells.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the numbers begin.</param>
    /// <param name="end">Where they end.</param>
    public static bool IsVersion(string text, int start, int end)
    {
        var before = start > 0 ? text[start - 1] : ' ';
        var isSmall = IsSmall(text.AsSpan(start, end - start));
        var preceding = before == ' ' ? text.AsSpan(0, start).TrimEnd(' ') : text.AsSpan(0, start);
        if (before is '^' or '~' || preceding.EndsWith("~>"))
            return true;

        // types-requests==2.31.0.6, (>= 1.2.3.4), types-requests-2.31.0.6
        var isCompared = preceding is [.., '>' or '<', '='] || (before == '=' && preceding is [.., '=' or '~' or '!', '=']);
        var isAfterName = before == '-' && start > 1 && char.IsAsciiLetter(text[start - 2]);
        if (isSmall && (isCompared || isAfterName))
            return true;

        return HasRevision(text.AsSpan(end), isSmall) || IsCalledVersion(text, start, isSmall);
    }

    /// <summary>Whether a text is a range of versions, as package managers write it: <c>^1.2.3</c>, <c>~> 2.0</c>.</summary>
    public static bool IsRange(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] is not ('^' or '~'))
            return false;

        var version = text[1..].TrimStart('>').TrimStart(' ');
        var dot = version.IndexOfAnyExceptInRange('0', '9');
        return version.Length > 0 && dot != 0 && (dot < 0 || version[dot] == '.');
    }

    /// <summary>
    /// Whether a revision follows: of Debian (<c>-2</c>, <c>-1+deb12u1</c>, <c>+dfsg</c>, <c>~rc1</c>), of Alpine (<c>-r0</c>)
    /// or others.
    /// </summary>
    private static bool HasRevision(ReadOnlySpan<char> after, bool isSmall)
    {
        if (after.Length < 2 || !char.IsAsciiLetterOrDigit(after[1]))
            return false;
        if (after[0] is '+' or '~')
            return isSmall || char.IsAsciiLetter(after[1]);
        if (after[0] != '-')
            return false;

        var length = 1;
        while (length < after.Length && length < MaxRevisionLength && IsRevisionCharacter(after[length]))
            length++;
        var revision = after[1..length].TrimEnd('.');
        var digits = revision.IndexOfAnyExceptInRange('0', '9');
        if (digits < 0)
            return isSmall; // or the end of a range
        if (digits > 0)
            return char.IsAsciiLetter(revision[digits]) || revision[digits] is '+' or '~' || revision.ContainsAnyExcept(s_digitsAndDot);
        if (revision[0] == 'r' && revision.Length > 1 && char.IsAsciiDigit(revision[1]))
            return true;

        var word = revision.IndexOfAnyExceptInRange('a', 'z');
        return isSmall && IgnoreCase.IsOneOf(word < 0 ? revision : revision[..word], s_suffixes);
    }

    /// <summary>Whether the word before says so: <c>Version=8.0.0.5</c>, <c>"version": "1.2.3.4"</c>, <c>Chrome/120.0.0.0</c>.</summary>
    private static bool IsCalledVersion(string text, int start, bool isSmall)
    {
        const int maxSeparators = 5;
        var end = start;
        while (end > 0 && start - end < maxSeparators && text[end - 1] is ' ' or '=' or ':' or '"' or '\'' or '(' or '>' or '/' or '\\')
            end--;
        var begin = end;
        while (begin > 0 && end - begin < MaxRevisionLength && char.IsAsciiLetter(text[begin - 1]))
            begin--;
        var word = text.AsSpan(begin, end - begin);
        if (end < start && text[start - 1] is '/' or ' ' && start - end == 1 && IgnoreCase.IsOneOf(word, s_products))
            return true;
        if (isSmall && end < start && IgnoreCase.IsOneOf(word, s_sections))
            return true;

        // FileVersion and APPVERSION, but not conversion
        return end < start && (IgnoreCase.IsOneOf(word, ["version", "ver"]) || word.EndsWith("Version") || word.EndsWith("VERSION"));
    }

    private static bool IsRevisionCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '~';

    private static bool IsSmall(ReadOnlySpan<char> numbers)
    {
        if (int.TryParse(numbers[..numbers.IndexOf('.')], out var network) && network == PrivateNetwork)
            return false;

        var number = 0;
        foreach (var c in numbers)
        {
            number = c == '.' ? 0 : (number * 10) + c - '0';
            if (number > MaxSmallNumber)
                return false;
        }

        return true;
    }
}
