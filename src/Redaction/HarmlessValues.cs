// Values of secrets' names that are no secrets, as far as they and their names tell: paths, messages, placeholders, versions.

namespace ApiFunc.Redaction;

internal static class HarmlessValues
{
    private const int MaxRandomLength = 256;
    private const int MaxWordLength = 256;
    private const int MaxPackageArchitectureLength = 16;
    private const int MaxPassDigits = 3;

    // dpkg writes these after a package's name and a colon.
    private static readonly string[] s_architectures = ["amd64", "arm64", "armhf", "armel", "i386", "all", "any"];

    // Before "token" these tell that it is a parser's.
    private static readonly string[] s_parserErrors = ["unexpected", "invalid", "unknown", "illegal", "bad", "missing", "unrecognized"];

    // Values of settings that have the name of several secrets.
    private static readonly string[] s_settingValues =
    [
        "on", "off", "enabled", "disabled", "include", "omit", "same-origin", "inherit", "required", "optional", "default", "auto",
    ];

    /// <summary>
    /// For names that are secrets only in assignments: whether this is one. Source code has variables of such names, and
    /// error messages show its lines.
    /// </summary>
    public static bool IsAssigned(in KeyValue key)
    {
        var (text, value) = (key.Text, key.Value);
        var first = text[value];
        if (first is '{' or '(' || (first == '[' && !key.IsQuoted))
            return false;
        if (key.IsOption || !key.Name.ContainsAnyInRange('a', 'z'))
            return true;

        if (key.IsQuoted)
            return ShellText.QuoteLength(text, value) > 0 && text[ShellText.SkipBlanks(text, key.After)] != ',';

        var isKey = IgnoreCase.EndsWith(key.Name, "key");
        if (key.Separator == Separator.Colon)
            return isKey;
        var inside = value + ShellText.QuoteLength(text, value);
        var word = text.AsSpan(inside, Math.Min(MaxWordLength, text.Length - inside));
        word = word.IndexOfAny(ShellText.WordEnds) is > 0 and var length ? word[..length] : word;
        return text[value - 1] is '=' or '>' && (isKey || word.ContainsAnyInRange('0', '9')) && !word.ContainsAny('(', '[');
    }

    /// <summary>Whether a value may look random, as far as the quotes around it and in it tell.</summary>
    public static bool MayLookRandom(in KeyValue key, ref ForwardSearch wordEnds)
    {
        var (text, value) = (key.Text, key.Value);
        var length = ShellText.QuoteLength(text, value);
        var end = wordEnds.Next(value + length);
        if (end - value > MaxRandomLength)
            return false;
        var endsWithQuote = length > 0 && (key.Separator == Separator.Colon || key.IsQuoted);
        return endsWithQuote || end == text.Length || !ShellText.IsQuote(text[end]) || !ShellText.IsOpeningQuote(text, end);
    }

    /// <summary>Whether a value is no secret, as far as its beginning and its name tell.</summary>
    public static bool BeginsHarmless(in KeyValue key, ref ForwardSearch wordEnds)
    {
        var (text, value) = (key.Text, key.Value);
        var quoted = value + ShellText.QuoteLength(text, value);

        // NAME=$(command): the command may hold secrets of its own.
        if (key.Separator != Separator.Colon && text.AsSpan(quoted) is ['$', '(', ..] or ['`', ..] && text[value] != '\'')
            return true;
        if (key.Separator == Separator.Blank && key.IsOption)
            return Phrases.ContinuesSentence(text.AsSpan(quoted, wordEnds.Next(quoted) - quoted));

        var isPath = IsPath(text, quoted);
        if (isPath && key.Kind is NameKind.Key or NameKind.Assigned)
        {
            // Base64 may begin like a path, but ends with its padding.
            return text[wordEnds.Next(quoted) - 1] != '=';
        }

        if (isPath && (key.IsCalled("pwd") || key.IsCalled("oldpwd")))
            return true;
        var isBare = !key.IsQuoted && !key.IsOption;
        var isTight = !ShellText.IsBlank(text[value - 1]);
        if (key.Separator == Separator.Equals && isBare && isTight && IsNumberOfPass(key))
            return true;
        if (key.Separator == Separator.Colon && !isTight && key.Kind != NameKind.Header && Phrases.IsErrorMessage(text.AsSpan(value)))
            return true;
        if (key.Separator != Separator.Colon || !isBare)
            return false;
        return isTight ? IsAfterTightColon(key) : IsMessage(key, ref wordEnds);
    }

    /// <summary>Whether a value as a whole is a message, a placeholder or a setting.</summary>
    /// <param name="key">The name and where its value begins.</param>
    /// <param name="content">The value without its quotes.</param>
    /// <param name="end">Where it ends.</param>
    public static bool IsMessageOrSetting(in KeyValue key, ReadOnlySpan<char> content, int end)
    {
        if (Phrases.IsValidationMessage(content.TrimStart("[\"'")) || (key.IsOption && IsPlaceholder(key.Text, content, end)))
            return true;
        return key.Kind == NameKind.Assigned
            && (!content.ContainsAnyExceptInRange('0', '9') || IgnoreCase.IsOneOf(content, s_settingValues));
    }

    /// <summary>Whether a value as a whole is none, opens a block of YAML, or is something else that is written after such names.</summary>
    public static bool IsNoValue(in KeyValue key, ReadOnlySpan<char> content)
    {
        if (key.Separator == Separator.Colon && content is "|" or ">" or "|-" or ">-" or "|+" or ">+")
            return true;
        return content is "\\"
            || content.IsWhiteSpace()
            || Phrases.IsNeverSecret(content.Trim())
            || VersionNumbers.IsRange(content)
            || IsJavaObject(content);
    }

    private static bool IsPath(string text, int at) =>
        at < text.Length && (text[at] is '/' or '~' || (text[at] == '.' && at + 1 < text.Length && text[at + 1] is '/' or '.'));

    /// <summary>Whether a value is the number of a pass of some program: <c>pass=3</c>.</summary>
    private static bool IsNumberOfPass(in KeyValue key)
    {
        if (!key.IsCalled("pass") || !(char.IsWhiteSpace(key.Before) || key.Before == '('))
            return false;
        var value = key.Text.AsSpan(key.Value);
        var digits = value.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? value.Length : digits;
        return digits is > 0 and <= MaxPassDigits
            && (digits == value.Length || char.IsWhiteSpace(value[digits]) || value[digits] is ',' or ';' or ')');
    }

    /// <summary>
    /// Whether no value follows a colon without a blank: <c>/etc/passwd:12: …</c>, <c>passwd:amd64</c>,
    /// <c>image-of-token:1.2.3</c>, <c>npm run token:build</c>.
    /// </summary>
    private static bool IsAfterTightColon(in KeyValue key)
    {
        var rest = key.Text.AsSpan(key.Value);
        var version = rest.Length > 0 && rest[0] == 'v' ? rest[1..] : rest;
        var digits = version.IndexOfAnyExceptInRange('0', '9');
        if (key.Before == '/' || (digits > 0 && version[digits] is ':' or '.') || IsNpmScript(key))
            return true;

        var word = rest[..Math.Min(rest.Length, MaxPackageArchitectureLength)];
        word = word.IndexOfAnyExcept(KeyValueScanner.NameCharacters) is >= 0 and var length ? word[..length] : word;
        return rest.StartsWith("latest", StringComparison.Ordinal) || IgnoreCase.IsOneOf(word, s_architectures);
    }

    /// <summary>Whether a name is the first part of a script's of npm: after "run", or in a message about it.</summary>
    private static bool IsNpmScript(in KeyValue key)
    {
        var text = key.Text;
        var at = ShellText.IsQuote(key.Before) ? key.Start - 1 : key.Start;
        if (at == 0 || text[at - 1] != ' ')
            return false;
        return ShellText.WordBefore(text, at) is "run"
            || (at > 1 && text[at - 2] == ':' && IgnoreCase.Equals(ShellText.WordBefore(text, at - 2), "script"));
    }

    /// <summary>
    /// Whether a message follows a colon: <c>/etc/app/token: Busy</c>, <c>passwd: password updated successfully</c>,
    /// <c>--- PASS: test</c>, <c>Unexpected token: }</c>.
    /// </summary>
    private static bool IsMessage(in KeyValue key, ref ForwardSearch wordEnds)
    {
        var text = key.Text;
        if (key.Before == '/')
            return true;
        if (key.IsCalled("passwd"))
        {
            // More than one word
            var next = ShellText.SkipBlanks(text, wordEnds.Next(key.Value));
            return next < text.Length && text[next] is not ('\n' or '\r');
        }

        if (key.IsCalled("pass"))
            return key.Name[0] != 'p' || !key.IsAtLineStart;
        return key.IsCalled("token") && IgnoreCase.IsOneOf(key.WordBefore, s_parserErrors);
    }

    /// <summary>Whether an option's value is a placeholder of a usage text: <c>--password PASSWORD</c>, <c>--token string</c>.</summary>
    private static bool IsPlaceholder(string text, ReadOnlySpan<char> content, int end)
    {
        if (content.Length > 2 && (content[0], content[^1]) is ('<', '>') or ('[', ']') or ('{', '}'))
            return true;
        if (!content.ContainsAnyInRange('a', 'z')
            && (SecretNames.Of(content) != NameKind.None || content is "VALUE" or "STRING" or "TEXT" or "KEY"))
        {
            return true;
        }

        var isBeforeHelp = end + 1 >= text.Length || text[end] == '\n' || (text[end] == ' ' && text[end + 1] == ' ');
        return content is "string" or "strings" or "stringArray" && isBeforeHelp;
    }

    /// <summary>Whether a value begins as Java prints an object: its class, a brace and a number (<c>Token{a64f992</c>).</summary>
    private static bool IsJavaObject(ReadOnlySpan<char> value)
    {
        var brace = value.IndexOf('{');
        return brace > 0
            && char.IsAsciiLetterUpper(value[0])
            && value[1..brace].IndexOfAnyExceptInRange('A', 'z') < 0
            && brace + 1 < value.Length
            && char.IsAsciiHexDigitLower(value[brace + 1]);
    }
}
