// Finds what separates a name from its value, in the syntax of shells, configuration files, data formats and tables.

namespace ApiFunc.Redaction;

internal static class Separators
{
    private const int MaxElementLength = 256;
    private const int MaxUserLength = 128;
    private const int MaxQuestionLength = 64;

    // 32 bytes in base64
    private const int WireGuardKeyLength = 44;

    // After "password for somebody:" these tell what became of it.
    private static readonly string[] s_outcomes =
    [
        "done", "ok", "okay", "set", "updated", "changed", "unchanged", "created", "generated", "denied", "success", "successful",
        "rejected", "accepted", "error", "unknown", "none",
    ];

    /// <summary>Finds the separator after a name, and where the value begins.</summary>
    public static Separator Find(in KeyValue key, out int value)
    {
        var text = key.Text;
        var at = SkipToNextArgument(text, key.After);
        var hasBlank = at > key.After;
        value = at;
        if (at >= text.Length)
            return Separator.None;

        // "the password is: x"
        if (hasBlank && (StandsAt(text, at, "is:") || StandsAt(text, at, "is :")))
        {
            value = ShellText.SkipBlanks(text, text.IndexOf(':', at) + 1);
            return Separator.Colon;
        }

        if (hasBlank && !key.IsOption && !key.IsQuoted && (IsInSentence(text, at, out value) || IsOfUser(key, at, out value)))
            return Separator.Equals;

        value = at;
        var next = at + 1 < text.Length ? text[at + 1] : '\n';
        switch (text[at])
        {
            case '=' when next != '~':
                return AfterEquals(key, at, next, hasBlank, out value);

            case ':' when next is not ':' && !StandsAt(text, at, "://"):
                value = ShellText.SkipBlanks(text, at + (next is '=' or '-' ? 2 : 1));
                if (key.IsQuoted && value < text.Length && text[value] == '[')
                    value = ShellText.SkipBlanks(text, value + 1);
                return Separator.Colon;

            case ',' when key.IsQuoted:
                value = ShellText.SkipBlanks(text, at + 1);
                var isArgument = value < text.Length && ShellText.TryQuoted(text, value, out var opened, out var closing)
                    && !IsBeforeColon(text, closing + opened - value);
                return isArgument ? Separator.Equals : Separator.None;

            case ';' when key.IsQuoted && SkipPhpType(text, at + 1) is var serialized && serialized > at + 1:
                value = serialized;
                return Separator.Equals;

            case '|' or '│' when hasBlank && key.IsInCell:
                value = ShellText.SkipBlanks(text, at + 1);
                return Separator.Cell;

            case '-' when next == '>' && !key.IsOption:
                value = ShellText.SkipBlanks(text, at + 2);
                return Separator.Loose;

            case '.' when hasBlank && text.AsSpan(at).StartsWith("..."):
                while (value < text.Length && text[value] == '.')
                    value++;
                value = ShellText.SkipBlanks(text, value);
                return Separator.Loose;

            case '>' when key.Before == '<' && !hasBlank:
                // Usage texts write placeholders so: "--password <password>  Password".
                value = at + 1;
                var mayBeUsage = next is ' ' or '\t' or ']' or ')' or ',' or '|' or '"' or '\'';
                return mayBeUsage && !IsElementClosed(text, value) ? Separator.None : Separator.Element;

            case not '>' when key.Before == '<' && hasBlank && ContentOfElement(text, at) is > 0 and var inside:
                value = inside;
                return Separator.Element;

            case '(' when key.IsCalled("password") && ShellText.IsQuote(next):
                value = at + 1;
                return Separator.Blank;
        }

        return hasBlank ? AfterBlank(key, at) : Separator.None;
    }

    /// <summary>The next argument. It may stand on the next line if a backslash ends this one.</summary>
    private static int SkipToNextArgument(string text, int at)
    {
        at = ShellText.SkipBlanks(text, at);
        while (at + 1 < text.Length && text[at] == '\\' && text[at + 1] == '\n')
            at = ShellText.SkipBlanks(text, at + 2);
        return at;
    }

    private static bool StandsAt(string text, int at, string other) => string.CompareOrdinal(text, at, other, 0, other.Length) == 0;

    /// <summary>Whether a sentence says what a secret is: <c>password is 'x'</c>.</summary>
    private static bool IsInSentence(string text, int at, out int value)
    {
        value = at;
        if (!StandsAt(text, at, "is "))
            return false;
        value = ShellText.SkipBlanks(text, at + 3);
        if (value >= text.Length || !ShellText.TryQuoted(text, value, out var start, out var end))
            return false;
        var content = text.AsSpan(start, end - start);
        return !content.ContainsAny(' ', '\t')
            && !Phrases.ContinuesSentence(content)
            && !Phrases.IsErrorMessage(content)
            && !IgnoreCase.IsOneOf(content, s_outcomes);
    }

    /// <summary>Whether a line ends with the password of a user: <c>Password for admin: x</c>.</summary>
    private static bool IsOfUser(in KeyValue key, int at, out int value)
    {
        var text = key.Text;
        value = at;
        if (!StandsAt(text, at, "for ") || !IgnoreCase.IsOneOf(key.Name, ["password", "passphrase", "passcode"]))
            return false;

        var user = text.AsSpan(at + 4, Math.Min(MaxUserLength, text.Length - at - 4));
        var length = user.IndexOfAny(" \t\r\n");
        if (length < 2 || user[length - 1] != ':' || !ShellText.IsBlank(user[length]))
            return false;
        value = ShellText.SkipBlanks(text, at + 4 + length);

        // One word, and nothing after it but a remark.
        var rest = text.AsSpan(value, Math.Min(MaxUserLength, text.Length - value));
        var word = rest.IndexOfAny(" \t\r\n");
        word = word < 0 ? rest.Length : word;
        var after = ShellText.SkipBlanks(text, value + word);
        return word > 0
            && !Phrases.IsErrorMessage(rest)
            && !IgnoreCase.IsOneOf(rest[..word].TrimEnd(".!"), s_outcomes)
            && (after >= text.Length || text[after] is '\r' or '\n' or '(');
    }

    private static Separator AfterEquals(in KeyValue key, int at, char next, bool hasBlank, out int value)
    {
        // ==, === and => are separators, too, but pkg==1.2 is a version.
        var text = key.Text;
        var length = next is not ('=' or '>') ? 1 : at + 2 < text.Length && text[at + 2] == '=' ? 3 : 2;
        value = SkipPhpType(text, SkipToNextArgument(text, at + length));
        var isVersion = next == '=' && value < text.Length && char.IsAsciiDigit(text[value]);

        // NAME= command: the variable is empty.
        var isVariable = !key.IsQuoted && !key.Name.ContainsAnyInRange('a', 'z');
        var isEmpty = isVariable && length == 1 && !hasBlank && value > at + 1 && text[at + 1] != '\\';
        return isVersion || isEmpty ? Separator.None : Separator.Equals;
    }

    /// <summary>The position after the type that PHP writes before a value: <c>string(9) "x"</c>, <c>s:9:"x"</c>.</summary>
    private static int SkipPhpType(string text, int at)
    {
        const int maxDigits = 6;
        var rest = text.AsSpan(at);
        var (name, separator) = rest.StartsWith("string(") ? ("string(", ')') : rest.StartsWith("s:") ? ("s:", ':') : ("", ' ');
        if (name.Length == 0)
            return at;
        var end = at + name.Length;
        while (end < text.Length && char.IsAsciiDigit(text[end]) && end - at < name.Length + maxDigits)
            end++;
        if (end == at + name.Length || end >= text.Length || text[end] != separator)
            return at;
        end = ShellText.SkipBlanks(text, end + 1);
        return end < text.Length && ShellText.IsQuote(text[end]) ? end : at;
    }

    private static bool IsBeforeColon(string text, int at)
    {
        at = ShellText.SkipBlanks(text, Math.Min(at, text.Length));
        return at < text.Length && text[at] == ':';
    }

    /// <summary>Whether the content of an element ends on this line with the element.</summary>
    private static bool IsElementClosed(string text, int at)
    {
        var rest = text.AsSpan(at, Math.Min(MaxElementLength, text.Length - at));
        return rest.IndexOfAny('<', '\n') is >= 0 and var closed && rest[closed..].StartsWith("</");
    }

    /// <summary>Where the content of an element with attributes begins, if it is closed on this line; else -1.</summary>
    private static int ContentOfElement(string text, int at)
    {
        var rest = text.AsSpan(at, Math.Min(MaxElementLength, text.Length - at));
        var opened = rest.IndexOfAny('>', '<', '\n');
        if (opened <= 0 || rest[opened] != '>' || rest[opened - 1] is '/' or '-' or '=')
            return -1;
        var closed = rest[opened..].IndexOfAny('<', '\n');
        return closed > 1 && rest[(opened + closed)..].StartsWith("</") ? at + opened + 1 : -1;
    }

    /// <summary>Whether a blank separates a name from a value at a position: of an option, in a column, of a directive.</summary>
    private static Separator AfterBlank(in KeyValue key, int at)
    {
        var text = key.Text;
        var isQuotedValue = ShellText.QuoteLength(text, at) > 0;
        if (key.IsOption)
        {
            var isValue = isQuotedValue || (!key.IsQuoted && text[at] is not ('-' or '|' or '>' or '<' or ';' or '&' or ')' or '\\'));
            return isValue ? Separator.Blank : Separator.None;
        }

        if (key.IsQuoted)
            return Separator.None;

        // Columns of a table without lines.
        if ((at - key.After > 1 || text[key.After] == '\t') && key.IsAtLineStart && IsLastWord(text, at))
            return Separator.Loose;

        var isVariable = !key.Name.ContainsAnyInRange('a', 'z');
        var start = key.After - key.Name.Length;
        var isDirective = (isQuotedValue && key.IsCalled("password")) // SQL
            || key.Name is "requirepass" or "masterauth" or "rocommunity" or "rwcommunity" // redis.conf, snmpd.conf
            || (isVariable && key.WordBefore is "set" or "setenv" or "ENV" or "SetEnv" && IsLastWord(text, at))
            || IsWireGuardKey(key.Name, text.AsSpan(at))
            || IsNpmSetting(text, key.Name, start, at)
            || (key.Name is "password" && IsAfterLogin(text, start));
        return isDirective ? Separator.Blank : Separator.None;
    }

    /// <summary>Whether a word is the last one of its line.</summary>
    private static bool IsLastWord(string text, int at)
    {
        var end = ShellText.SkipBlanks(text, ShellText.EndOfWord(text, at));
        return end >= text.Length || text[end] is '\r' or '\n';
    }

    /// <summary>Whether a key of WireGuard follows, for which <c>wg</c> would take a file, too.</summary>
    private static bool IsWireGuardKey(ReadOnlySpan<char> name, ReadOnlySpan<char> value) =>
        name is "private-key" or "preshared-key"
        && value.Length >= WireGuardKeyLength
        && value[WireGuardKeyLength - 1] == '='
        && !value[..(WireGuardKeyLength - 1)].ContainsAny(ShellText.WordEnds)
        && (value.Length == WireGuardKeyLength
            || char.IsWhiteSpace(value[WireGuardKeyLength])
            || ShellText.IsQuote(value[WireGuardKeyLength]));

    /// <summary>Whether a setting of npm is given its value as the next argument: <c>npm config set //r/:_authToken x</c>.</summary>
    private static bool IsNpmSetting(string text, ReadOnlySpan<char> name, int start, int at) =>
        name is "_authToken" or "_password" or "_auth"
        && start > 0 && (text[start - 1] == ':' || ShellText.WordBefore(text, start) is "set")
        && text[at] is not ('&' or '|' or ';' or '>' or '<' or ')' or '-')
        && !Phrases.ContinuesSentence(text.AsSpan(at, ShellText.EndOfWord(text, at) - at));

    /// <summary>
    /// Whether the two words before are those of .netrc (<c>login NAME</c>), or the word before is a question of debconf about
    /// a password (<c>mysql-server/root_password</c>).
    /// </summary>
    private static bool IsAfterLogin(string text, int start)
    {
        var end = ShellText.SkipBlanksBack(text, start);
        var at = end;
        while (at > 0 && !char.IsWhiteSpace(text[at - 1]) && end - at < MaxQuestionLength)
            at--;

        var word = text.AsSpan(at, end - at);
        if (word.Contains('/') && SecretNames.Of(word[(word.LastIndexOf('/') + 1)..]) != NameKind.None)
            return true;
        return at > 0 && ShellText.IsBlank(text[at - 1]) && ShellText.WordBefore(text, at) is "login";
    }
}
