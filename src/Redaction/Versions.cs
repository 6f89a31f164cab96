// What shows that four numbers are a version, and no address.

using System.Buffers;

namespace ApiFunc.Redaction;

internal static class Versions
{
    private static readonly SearchValues<char> NumberAndPoint = SearchValues.Create("0123456789.");

    // Parts of addresses reach 255, those of versions seldom this.
    private const int MostOfPart = 99;

    // The first number of addresses that every house has.
    private const int FirstOfPrivate = 10;

    private const int LongestRevision = 32;

    // Programs that name themselves and their version of four numbers: Chrome/120.0.0.0.
    private static readonly string[] Products =
    [
        "Chrome", "Chromium", "HeadlessChrome", "CriOS", "Edg", "Edge", "EdgA", "EdgiOS", "OPR", "Opera", "Brave", "Vivaldi", "YaBrowser",
        "SamsungBrowser", "Electron", "QtWebEngine", "Safari", "Firefox", "FxiOS", "Cypress",
    ];

    // What stands in front of small numbers that are none of an address.
    private static readonly string[] Sections =
    [
        "section", "sections", "sec", "chapter", "clause", "release", "released", "revision", "oid",
    ];

    // What stands behind a version and a hyphen.
    private static readonly string[] Suffixes =
    [
        "rc", "alpha", "beta", "pre", "preview", "dev", "snapshot", "nightly", "release", "final", "stable", "lts", "alpine", "slim",
        "debian",
        "bookworm", "trixie", "bullseye", "ubuntu", "dfsg", "py", "cp", "ls", "linux", "amd", "arm", "x",
    ];

    /// <summary>Whether what is around four numbers of at most 255 says that they are a version.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the numbers begin.</param>
    /// <param name="end">Where they end.</param>
    public static bool IsOne(string text, int start, int end)
    {
        var before = start > 0 ? text[start - 1] : ' ';
        var isSmall = IsSmall(text.AsSpan(start, end - start));
        var inFront = before == ' ' ? text.AsSpan(0, start).TrimEnd(' ') : text.AsSpan(0, start);
        if (before is '^' or '~' || inFront.EndsWith("~>"))
            return true;

        // types-requests==2.31.0.6, (>= 1.2.3.4), types-requests-2.31.0.6
        var isCompared = inFront.EndsWith(">=") || inFront.EndsWith("<=") || (before == '=' && inFront is [.., '=' or '~' or '!', '=']);
        var isBehindName = before == '-' && start > 1 && char.IsAsciiLetter(text[start - 2]);
        if (isSmall && (isCompared || isBehindName))
            return true;

        return HasRevision(text.AsSpan(end), isSmall) || IsCalledOne(text, start, isSmall);
    }

    /// <summary>Whether a text says which versions will do, as package managers write it: <c>^1.2.3</c>, <c>~> 2.0</c>.</summary>
    public static bool IsRange(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] is not ('^' or '~'))
            return false;

        var version = text[1..].TrimStart('>').TrimStart(' ');
        var dot = version.IndexOfAnyExceptInRange('0', '9');
        return version.Length > 0 && dot != 0 && (dot < 0 || version[dot] == '.');
    }

    /// <summary>
    /// Whether a revision follows, as those of Debian (<c>-2</c>, <c>-1+deb12u1</c>, <c>+dfsg</c>, <c>~rc1</c>), Alpine
    /// (<c>-r0</c>) and others.
    /// </summary>
    private static bool HasRevision(ReadOnlySpan<char> behind, bool isSmall)
    {
        if (behind.Length < 2 || !char.IsAsciiLetterOrDigit(behind[1]))
            return false;
        if (behind[0] is '+' or '~')
            return isSmall || char.IsAsciiLetter(behind[1]);
        if (behind[0] != '-')
            return false;

        var length = 1;
        while (length < behind.Length && length < LongestRevision && IsOfRevision(behind[length]))
            length++;
        var revision = behind[1..length].TrimEnd('.');
        var digits = revision.IndexOfAnyExceptInRange('0', '9');
        if (digits < 0)
            return isSmall; // or the end of a range
        if (digits > 0)
            return char.IsAsciiLetter(revision[digits]) || revision[digits] is '+' or '~' || revision.ContainsAnyExcept(NumberAndPoint);
        if (revision[0] == 'r' && revision.Length > 1 && char.IsAsciiDigit(revision[1]))
            return true;

        var word = revision.IndexOfAnyExceptInRange('a', 'z');
        return isSmall && Values.IsOneOf(word < 0 ? revision : revision[..word], Suffixes);
    }

    /// <summary>Whether the word in front says so: <c>Version=8.0.0.5</c>, <c>"version": "1.2.3.4"</c>, <c>Chrome/120.0.0.0</c>.</summary>
    private static bool IsCalledOne(string text, int start, bool isSmall)
    {
        const int mostSeparators = 5;
        var end = start;
        while (end > 0 && start - end < mostSeparators && text[end - 1] is ' ' or '=' or ':' or '"' or '\'' or '(' or '>' or '/' or '\\')
            end--;
        var begin = end;
        while (begin > 0 && end - begin < LongestRevision && char.IsAsciiLetter(text[begin - 1]))
            begin--;
        var word = text.AsSpan(begin, end - begin);
        if (end < start && text[start - 1] is '/' or ' ' && start - end == 1 && Values.IsOneOf(word, Products))
            return true;
        if (isSmall && end < start && Values.IsOneOf(word, Sections))
            return true;

        // FileVersion and APPVERSION, but no conversion.
        return end < start && (Values.IsOneOf(word, ["version", "ver"]) || word.EndsWith("Version") || word.EndsWith("VERSION"));
    }

    private static bool IsOfRevision(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '~';

    private static bool IsSmall(ReadOnlySpan<char> numbers)
    {
        var number = 0;
        var first = numbers[..numbers.IndexOf('.')];
        if (int.TryParse(first, out var house) && house == FirstOfPrivate)
            return false;

        foreach (var c in numbers)
        {
            number = c == '.' ? 0 : (number * 10) + c - '0';
            if (number > MostOfPart)
                return false;
        }

        return true;
    }
}
