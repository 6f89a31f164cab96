// Values that a name calls secret: options, assignments, fields of JSON, YAML and XML, headers, parameters of URLs.

using System.Buffers;

namespace ApiFunc.Privacy;

internal static class NamedValues
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n\"'");

    // What dpkg writes behind a package's name and a colon.
    private static readonly string[] Architectures = ["amd64", "arm64", "armhf", "armel", "i386", "all", "any"];

    // In front of "token" they speak of what a parser has read.
    private static readonly string[] Complaints = ["unexpected", "invalid", "unknown", "illegal", "bad", "missing", "unrecognized"];

    private delegate NameKind KindOf(ReadOnlySpan<char> name);

    /// <summary>How a name and its value are held together.</summary>
    private enum Link
    {
        None,
        Equals,
        Colon,
        Blank,
        Element,
    }

    /// <summary>Masks the values of secrets' names.</summary>
    public static void Mask(string text, Edits edits)
    {
        if (text.AsSpan().IndexOfAny('=', ':', '-') >= 0 || text.AsSpan().IndexOfAny(" >('") >= 0)
            Mask(text, edits, SecretNames.Of);
    }

    /// <summary>Masks the values of headers of HTTP with the right to something, to their ends.</summary>
    public static void MaskHeaders(string text, Edits edits)
    {
        if (text.Contains("uthorization", StringComparison.OrdinalIgnoreCase) || text.Contains("ookie", StringComparison.OrdinalIgnoreCase))
            Mask(text, edits, SecretNames.OfHeader);
    }

    private static void Mask(string text, Edits edits, KindOf kindOf)
    {
        var ends = new Ahead(text, WordEnds);
        for (var at = 0; at < text.Length;)
        {
            var distance = text.AsSpan(at).IndexOfAny(NameCharacters);
            if (distance < 0)
                return;

            var start = at + distance;
            var length = text.AsSpan(start).IndexOfAnyExcept(NameCharacters);
            var end = length < 0 ? text.Length : start + length;
            at = Math.Max(end, MaskValue(text, edits, kindOf, start, end, ref ends));
        }
    }

    /// <summary>Masks the value of the name that is there, if it has one. Returns where to go on.</summary>
    private static int MaskValue(string text, Edits edits, KindOf kindOf, int start, int end, ref Ahead ends)
    {
        var dashes = text.AsSpan(start, end - start).IndexOfAnyExcept('-');
        var isOption = dashes is 1 or 2 && (start == 0 || !IsWordCharacter(text[start - 1]));
        var name = dashes < 0 ? default : text.AsSpan(start + dashes, end - start - dashes);
        var kind = kindOf(name);
        if (kind == NameKind.None && name.Equals("key", StringComparison.OrdinalIgnoreCase) && IsKeyOfTwoWords(text, start))
            kind = kindOf("api_key");
        if (kind == NameKind.None)
            return end;

        var before = start > 0 ? text[start - 1] : '\n';
        var opening = before == '$' && start > 1 ? text[start - 2] : before;
        var isQuoted = IsClosedBy(text, opening, end, out var behind);
        var link = FindLink(text, name, before, isOption, isQuoted, behind, out var value);
        if (link == Link.None || value >= text.Length || text[value] is '\n' or '\r')
            return end;

        if (IsOpen(text, name, kind, link, start, isQuoted, value, isOption, ref ends))
            return value;

        // "Password: " closes; "PASSWORD="x goes on.
        if (Values.IsQuote(before) && !isQuoted && text[value] == before && !(text[value - 1] == '=' && Values.GoesOnInWord(text, value + 1)))
            return value;

        var (first, last) = Edits.IsMasked(text, value) ? (value, value) : Extent(text, kind, link, before, isQuoted, isOption, start, behind, value);
        var content = text.AsSpan(first, last - first);
        var isLiteral = text[value] == '\'' || link == Link.Colon;
        if (content.IsWhiteSpace() || Values.IsNoSecret(content.Trim()) || (!isLiteral && Values.IsReference(content)))
            return Math.Max(first, end);

        if (name.EndsWith("authorization", StringComparison.OrdinalIgnoreCase))
            first += LengthOfScheme(content);
        edits.Replace(first, last);
        return last;
    }

    /// <summary>Whether the quote that stands in front of a name stands behind it, too (with backslashes, where they are within quotes).</summary>
    private static bool IsClosedBy(string text, char before, int end, out int behind)
    {
        behind = end;
        if (!Values.IsQuote(before))
            return false;

        var at = end < text.Length && text[end] == '\\' ? end + 1 : end;
        if (at >= text.Length || text[at] != before)
            return false;
        behind = at + 1;
        return true;
    }

    /// <summary>What holds name and value together, and where the value begins.</summary>
    private static Link FindLink(string text, ReadOnlySpan<char> name, char before, bool isOption, bool isQuoted, int behind, out int value)
    {
        var at = Values.SkipBlanks(text, behind);
        var hasBlank = at > behind;
        value = at;
        if (at >= text.Length)
            return Link.None;

        // "the password is: x"
        if (hasBlank && string.CompareOrdinal(text, at, "is:", 0, 3) == 0)
        {
            value = Values.SkipBlanks(text, at + 3);
            return Link.Colon;
        }

        var next = at + 1 < text.Length ? text[at + 1] : '\n';
        switch (text[at])
        {
            case '=' when next != '~':
                // A version that a package has to have (==1.2), an arrow, or an assignment.
                var sign = next is '=' or '>' ? 2 : 1;
                value = Values.SkipBlanks(text, at + sign);
                var isVersion = next == '=' && value < text.Length && char.IsAsciiDigit(text[value]);
                // NAME= command: the shell's variable is empty.
                var isEmpty = sign == 1 && !hasBlank && value > at + 1 && !isQuoted && name.IndexOfAnyInRange('a', 'z') < 0;
                return isVersion || isEmpty ? Link.None : Link.Equals;

            case ':' when next is not ':' && string.CompareOrdinal(text, at, "://", 0, 3) != 0:
                value = Values.SkipBlanks(text, at + (next is '=' or '-' ? 2 : 1));
                if (isQuoted && value < text.Length && text[value] == '[')
                    value = Values.SkipBlanks(text, value + 1);
                return Link.Colon;

            case ',' when isQuoted:
                value = Values.SkipBlanks(text, at + 1);
                return value < text.Length && Values.IsQuote(text[value]) ? Link.Equals : Link.None;

            case '>' when before == '<' && !hasBlank:
                value = at + 1;
                return Link.Element;

            case '(' when name.Equals("password", StringComparison.OrdinalIgnoreCase) && Values.IsQuote(next):
                value = at + 1;
                return Link.Blank;
        }

        if (!hasBlank)
            return Link.None;
        if (isOption)
            return (!isQuoted || Values.IsQuote(text[at])) && text[at] is not ('-' or '|' or '>' or '<' or ';' or '&' or ')' or '\\') ? Link.Blank : Link.None;

        // SQL, the directives of redis.conf, .netrc, and debconf.
        var isDirective = !isQuoted
            && ((LengthOfQuote(text, at) > 0 && name.Equals("password", StringComparison.OrdinalIgnoreCase))
                || name is "requirepass" or "masterauth"
                || (name is "password" && IsBehindLogin(text, behind - name.Length)));
        return isDirective ? Link.Blank : Link.None;
    }

    /// <summary>Whether the value is none that would have to be hidden, as far as its beginning and the name tell.</summary>
    private static bool IsOpen(string text, ReadOnlySpan<char> name, NameKind kind, Link link, int start, bool isQuoted, int value, bool isOption, ref Ahead ends)
    {
        var isBare = !isQuoted && !isOption;
        var quoted = value + LengthOfQuote(text, value);

        // NAME=$(command): what is inside may hold secrets of its own.
        if (link != Link.Colon && text.AsSpan(quoted) is ['$', '(', ..] or ['`', ..] && text[value] != '\'')
            return true;
        if (link == Link.Blank && isOption)
        {
            var word = text.AsSpan(quoted, ends.From(quoted) - quoted);
            return Values.IsProse(word);
        }

        // A path is no key; base64 may begin like one, but ends with its padding.
        var isPath = quoted < text.Length && (text[quoted] is '/' or '~' || (text[quoted] == '.' && quoted + 1 < text.Length && text[quoted + 1] is '/' or '.'));
        if (isPath && kind == NameKind.Key)
        {
            var end = ends.From(quoted);
            return text[end - 1] != '=';
        }

        if (isPath && (name.Equals("pwd", StringComparison.OrdinalIgnoreCase) || name.Equals("oldpwd", StringComparison.OrdinalIgnoreCase)))
            return true;
        var isTight = !Values.IsBlank(text[value - 1]);
        var rest = text.AsSpan(value);
        if (link == Link.Equals && isBare && isTight && IsCount(text, name, start, rest))
            return true;
        if (link == Link.Colon && !isTight && kind != NameKind.Header && Values.IsMessage(rest))
            return true;
        if (link != Link.Colon || !isBare)
            return false;

        if (isTight)
        {
            // /etc/passwd:12: …; passwd:amd64; image-of-token:1.2.3; npm run token:build
            var version = rest.Length > 0 && rest[0] == 'v' ? rest[1..] : rest;
            var digits = version.IndexOfAnyExceptInRange('0', '9');
            return (start > 0 && text[start - 1] == '/')
                || (digits > 0 && version[digits] is ':' or '.')
                || IsScript(text, start)
                || rest.StartsWith("latest", StringComparison.Ordinal)
                || Values.IsOneOf(rest[..Math.Min(rest.Length, LengthOfName(rest))], Architectures);
        }

        // /etc/app/token: Busy
        if (start > 0 && text[start - 1] == '/')
            return true;

        // "passwd: password updated successfully", "--- PASS: test", "Unexpected token: }"
        if (name.Equals("passwd", StringComparison.OrdinalIgnoreCase))
            return Values.SkipBlanks(text, ends.From(value)) is var next && next < text.Length && text[next] is not ('\n' or '\r');
        if (name.Equals("pass", StringComparison.OrdinalIgnoreCase))
            return name[0] != 'p' || !IsAtLineStart(text, start);
        return name.Equals("token", StringComparison.OrdinalIgnoreCase) && Values.IsOneOf(WordBefore(text, start), Complaints);
    }

    /// <summary>From where to where the value goes.</summary>
    private static (int Start, int End) Extent(
        string text, NameKind kind, Link link, char before, bool isQuoted, bool isOption, int start, int behind, int value)
    {
        if (link == Link.Element)
        {
            var length = text.AsSpan(value).IndexOfAny('<', '\n');
            return (value, length < 0 ? text.Length : value + length);
        }

        if (Values.IsQuote(before) && !isQuoted && text[value] == before)
            return (value + 1, Values.EndOfWord(text, value + 1));
        if (Values.TryQuoted(text, value, out var inside, out var closing))
        {
            // 'a'"b"c goes on behind the quotes.
            var next = closing + (text[value] == '\\' ? 2 : 1);
            return !isQuoted && link != Link.Colon && Values.GoesOnInWord(text, next) ? (value, Values.EndOfWord(text, next)) : (inside, closing);
        }

        // "name=a value" as one argument, -H 'X-Api-Key: x'
        if (Values.IsQuote(before) && !isQuoted)
            return (value, Values.ClosingQuote(text, value, before, start > 1 && text[start - 2] == '\\'));
        if (isQuoted)
            return (value, Values.EndOfWord(text, value, ",}]"));
        if (before is '?' or '&')
            return (value, Values.EndOfWord(text, value, "&#"));

        var isSetting = kind == NameKind.Header || ((link == Link.Colon || behind < value - 1) && link != Link.Blank && !isOption && IsAtLineStart(text, start));
        return (value, isSetting && Values.IsBlank(text[value - 1]) ? Values.EndOfLine(text, value) : Values.EndOfWord(text, value));
    }

    private static int LengthOfQuote(string text, int at) =>
        Values.IsQuote(text[at]) ? 1 : text[at] == '\\' && at + 1 < text.Length && Values.IsQuote(text[at + 1]) ? 2 : 0;

    /// <summary>The length of a scheme (Basic, Bearer, token) with the blank behind it, if there are both and more.</summary>
    private static int LengthOfScheme(ReadOnlySpan<char> header)
    {
        var length = header.IndexOf(' ');
        return length > 0 && length + 1 < header.Length && header[..length].IndexOfAnyExceptInRange('A', 'z') < 0 ? length + 1 : 0;
    }

    /// <summary>Whether a line holds nothing in front of a position but what settings are indented with.</summary>
    private static bool IsAtLineStart(string text, int at)
    {
        while (at > 0 && text[at - 1] is ' ' or '\t' or '-' or '{' or '#')
            at--;
        return at == 0 || text[at - 1] == '\n';
    }

    /// <summary>Whether a value is the number of a pass of some program: <c>pass=3</c>.</summary>
    private static bool IsCount(string text, ReadOnlySpan<char> name, int start, ReadOnlySpan<char> value)
    {
        const int mostDigits = 3;
        if (!name.Equals("pass", StringComparison.OrdinalIgnoreCase) || (start > 0 && !char.IsWhiteSpace(text[start - 1]) && text[start - 1] != '('))
            return false;
        var digits = value.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? value.Length : digits;
        return digits is > 0 and <= mostDigits && (digits == value.Length || char.IsWhiteSpace(value[digits]) || value[digits] is ',' or ';' or ')');
    }

    /// <summary>Whether a name is the first part of that of a script of npm: behind "run", or a message about it.</summary>
    private static bool IsScript(string text, int start)
    {
        var at = start > 0 && Values.IsQuote(text[start - 1]) ? start - 1 : start;
        if (at == 0 || text[at - 1] != ' ')
            return false;
        return WordBefore(text, at) is "run" || (at > 1 && text[at - 2] == ':' && Values.IsOneOf(WordBefore(text, at - 2), ["script"]));
    }

    /// <summary>Whether the word in front is the other half of "API key" and the like.</summary>
    private static bool IsKeyOfTwoWords(string text, int start) =>
        start > 1 && text[start - 1] == ' ' && Values.IsOneOf(WordBefore(text, start), ["api", "secret", "private", "access", "license", "encryption"]);

    /// <summary>
    /// Whether the two words in front are those of .netrc (<c>login NAME</c>), or the word in front is a question of debconf
    /// about a password (<c>mysql-server/root_password</c>).
    /// </summary>
    private static bool IsBehindLogin(string text, int start)
    {
        const int longestName = 64;
        var at = start;
        while (at > 0 && Values.IsBlank(text[at - 1]))
            at--;
        var end = at;
        while (at > 0 && !char.IsWhiteSpace(text[at - 1]) && end - at < longestName)
            at--;

        var word = text.AsSpan(at, end - at);
        if (word.Contains('/') && SecretNames.Of(word[(word.LastIndexOf('/') + 1)..]) != NameKind.None)
            return true;
        return at > 0 && Values.IsBlank(text[at - 1]) && WordBefore(text, at) is "login";
    }

    private static ReadOnlySpan<char> WordBefore(string text, int start)
    {
        var end = start;
        while (end > 0 && Values.IsBlank(text[end - 1]))
            end--;
        var first = end;
        while (first > 0 && char.IsAsciiLetter(text[first - 1]) && end - first < 16)
            first--;
        return text.AsSpan(first, end - first);
    }

    private static int LengthOfName(ReadOnlySpan<char> text)
    {
        var length = text[..Math.Min(text.Length, 16)].IndexOfAnyExcept(NameCharacters);
        return length < 0 ? Math.Min(text.Length, 16) : length;
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '\\';
}
