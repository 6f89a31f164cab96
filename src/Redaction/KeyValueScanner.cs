// Values that a name calls secret: options, assignments, fields of JSON, YAML and XML, headers, parameters of URLs.

using System.Buffers;

namespace ApiFunc.Redaction;

internal static class KeyValueScanner
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    // What may hold a name and its value together.
    private static readonly SearchValues<char> Links = SearchValues.Create("=:->(' \t\n");

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n\"'");

    // What dpkg writes behind a package's name and a colon.
    private static readonly string[] Architectures = ["amd64", "arm64", "armhf", "armel", "i386", "all", "any"];

    // In front of "token" they speak of what a parser has read.
    private static readonly string[] Complaints = ["unexpected", "invalid", "unknown", "illegal", "bad", "missing", "unrecognized"];

    // What a field is called that holds the name of another one's value.
    private static readonly string[] NamesOfNames = ["name", "key", "type"];

    // What stands behind "password for somebody:" and tells what became of it.
    private static readonly string[] Outcomes =
    [
        "done", "ok", "okay", "set", "updated", "changed", "unchanged", "created", "generated", "denied", "success", "successful",
        "rejected", "accepted", "error", "unknown", "none",
    ];

    // Values of fields that are called like several secrets.
    private static readonly string[] Choices =
    [
        "on", "off", "enabled", "disabled", "include", "omit", "same-origin", "inherit", "required", "optional", "default", "auto",
    ];

    // In front of "key".
    private static readonly string[] HalvesOfKeys =
    [
        "api", "secret", "private", "access", "license", "encryption", "unseal", "recovery", "master", "setup", "root",
    ];

    // What gives a variable its value as the next word.
    private static readonly string[] Setting = ["set", "setenv", "ENV", "SetEnv"];

    // Calls whose last argument is a password.
    private static readonly string[] Setters =
    [
        "set_password", "setPassword", "make_password", "hash_password", "create_superuser", "createSuperuser", "create_user",
        "changeUserPassword",
    ];

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_");

    private const int LongestRandom = 256;

    private delegate NameKind KindOf(ReadOnlySpan<char> name);

    /// <summary>How a name and its value are held together.</summary>
    private enum Link
    {
        None,
        Equals,
        Colon,
        Blank,
        Element,
        Cell,

        /// <summary>Columns, leaders of dots, arrows: only what looks random is a value.</summary>
        Loose,
    }

    /// <summary>Masks the values of secrets' names.</summary>
    public static void Mask(string text, Replacements replacements)
    {
        if (text.AsSpan().IndexOfAny(Links) >= 0)
            Mask(text, replacements, SecretNames.Of, false);
    }

    /// <summary>Masks the values of headers of HTTP with the right to something, to their ends.</summary>
    public static void MaskHeaders(string text, Replacements replacements)
    {
        if (IgnoreCase.Contains(text, "uthorization") || IgnoreCase.Contains(text, "cookie"))
            Mask(text, replacements, SecretNames.OfHeader, true);
    }

    private static void Mask(string text, Replacements replacements, KindOf kindOf, bool isHeader)
    {
        var ends = new ForwardSearch(text, WordEnds);
        var substitutions = new SedSubstitutions(text);
        for (var at = 0; at < text.Length;)
        {
            var distance = text.AsSpan(at).IndexOfAny(NameCharacters);
            if (distance < 0)
                return;

            var start = at + distance;
            var length = text.AsSpan(start).IndexOfAnyExcept(NameCharacters);
            var end = length < 0 ? text.Length : start + length;
            at = Math.Max(end, MaskValue(text, replacements, kindOf, isHeader, start, end, ref ends, ref substitutions));
        }
    }

    /// <summary>Masks the value of the name that is there, if it has one. Returns where to go on.</summary>
    private static int MaskValue(string text, Replacements replacements, KindOf kindOf, bool isHeader, int start, int end, ref ForwardSearch ends, ref SedSubstitutions substitutions)
    {
        var dashes = text.AsSpan(start, end - start).IndexOfAnyExcept('-');
        var isOption = dashes is 1 or 2 && (start == 0 || !IsWordCharacter(text[start - 1]));
        var name = dashes < 0 ? default : text.AsSpan(start + dashes, end - start - dashes);

        // Leaders of dots; a single one ends a sentence.
        name = name.EndsWith("...") && !isOption ? name.TrimEnd('.') : name;
        if (end < text.Length && text[end] == '(' && name.Length > 8 && IgnoreCase.IsOneOf(name[(name.LastIndexOf('.') + 1)..], Setters))
            return MaskLastArgument(text, replacements, end + 1);

        var kind = kindOf(name);
        var isOfTwoWords = kind == NameKind.None && name.Length is 3 or 4 or 6 && IsOfTwoWords(text, name, start, ref end);
        if (isOfTwoWords)
            kind = kindOf("api_key");
        if (kind == NameKind.None && start > 0 && text[start - 1] is '?' or '&' && SecretNames.IsSignature(name))
            kind = kindOf("token");
        if (kind == NameKind.None)
        {
            if (isHeader)
                return end;
            if (name is "value" && TryTokenOfProxmox(text, start, end, out var tokenStart, out var tokenEnd))
            {
                replacements.Add(tokenStart, tokenEnd);
                return tokenEnd;
            }

            if (!MayHoldRandom(text, name, start, end, isOption))
                return end;
            kind = NameKind.Random;
        }

        var before = start > 0 ? text[start - 1] : '\n';
        var opening = before == '$' && start > 1 ? text[start - 2] : before;
        var isQuoted = IsClosedBy(text, opening, end, out var behind);
        if (kind is not (NameKind.Header or NameKind.Random) && TryPaired(text, start, isQuoted, behind, out var paired))
            return MaskPaired(text, replacements, kind, paired);

        var isSubscript = isQuoted || before == '[' ? IsInBrackets(text, start, isQuoted, ref behind) : IsInFrontOfBrackets(text, ref behind);
        var link = FindLink(text, name, before, isOption, isQuoted, start, behind, out var value);
        if (link == Link.None)
            return (kind == NameKind.Secret || isOfTwoWords) && !isOption && !isQuoted && !isHeader ? SecretsInProse.Mask(text, replacements, name, start, end) : end;
        if (kind is NameKind.Secret or NameKind.Key or NameKind.Assigned
            && MultilineValues.Mask(text, replacements, new(link == Link.Colon, link == Link.Element, isQuoted, kind == NameKind.Assigned), start, value, out var lineEnd))
        {
            return Math.Max(end, lineEnd);
        }

        if (value >= text.Length || text[value] is '\n' or '\r')
            return end;

        // What stands behind a name in the pattern of sed ends with it.
        var stop = substitutions.EndOfPart(start);
        if (value >= stop)
            return end;
        if (isSubscript && (link != Link.Equals || kind == NameKind.Header || (isQuoted && ShellText.QuoteLength(text, value) == 0)))
            return end;
        if (kind == NameKind.Assigned && !MayBeAssigned(text, name, link, isQuoted, isOption, behind, value))
            kind = NameKind.Random;

        if (kind == NameKind.Random && !MayBeRandom(text, link, isQuoted, value, ref ends))
            return end;

        // sed '/^password:/c\password: x'
        if (text[value] == '/' && value + 2 < text.Length && text[value + 1] is 'c' or 'a' or 'i' && text[value + 2] == '\\')
            return value + 3;

        if (stop == text.Length && IsOpen(text, name, kind, link, start, isQuoted, value, isOption, ref ends))
            return value;

        // "Password: " closes; "PASSWORD="x goes on.
        if (ShellText.IsQuote(before) && !isQuoted && text[value] == before && !(text[value - 1] == '=' && ShellText.WordContinues(text, value + 1)))
            return value;

        var (first, last) = Replacements.IsMasked(text, value) ? (value, value) : Extent(text, kind, link, before, isQuoted, isOption, start, behind, value);
        last = Math.Max(first, Math.Min(last, stop));
        var content = text.AsSpan(first, last - first);
        if ((kind == NameKind.Random || link == Link.Loose) && !Randomness.LooksRandom(content))
            return end;
        if (link == Link.Cell && (content.ContainsAny(' ', '\t') || !content.ContainsAnyExcept(Letters)))
            return Math.Max(last, end);
        if (stop < text.Length && (content.StartsWith(".*") || content.StartsWith(".+") || content.StartsWith("[^") || content.StartsWith("\\(") || content.StartsWith("\\)")))
            return Math.Max(last, end);
        if (Phrases.IsValidationMessage(content.TrimStart("[\"'")) || (isOption && IsPlaceholder(text, content, last)))
            return Math.Max(last, end);
        var isLiteral = text[value] == '\'' || link == Link.Colon;
        if (kind == NameKind.Assigned && (!content.ContainsAnyExceptInRange('0', '9') || IgnoreCase.IsOneOf(content, Choices)))
            return Math.Max(last, end);
        if (isQuoted && link == Link.Colon && ShellText.QuoteLength(text, value) > 0 && IsInList(text, value))
            return MaskList(text, replacements, value);
        if (link == Link.Colon && content is "|" or ">" or "|-" or ">-" or "|+" or ">+")
            return Math.Max(last, end);
        if (content is "\\")
            return Math.Max(last, end);
        if (content.IsWhiteSpace() || Phrases.IsNeverSecret(content.Trim()) || VersionNumbers.IsRange(content) || IsObject(content))
            return Math.Max(last, end);
        if (!isLiteral && ShellText.IsExpansion(content))
            return Math.Max(first, end);

        if (IgnoreCase.EndsWith(name, "authorization"))
            first += LengthOfScheme(content);
        replacements.Add(first, last);
        return last;
    }

    /// <summary>Whether a value may look random, as far as the quotes around it and in it tell: it is short, and has none in it.</summary>
    private static bool MayBeRandom(string text, Link link, bool isQuoted, int value, ref ForwardSearch ends)
    {
        var length = ShellText.QuoteLength(text, value);
        var end = ends.Next(value + length);
        var endsWithQuote = length > 0 && (link == Link.Colon || isQuoted);
        return end - value <= LongestRandom && (endsWithQuote || end == text.Length || !ShellText.IsQuote(text[end]) || !ShellText.IsOpeningQuote(text, end));
    }

    /// <summary>Whether a value begins as Java shows an object: its class, a brace and a number (<c>Token{a64f992</c>).</summary>
    private static bool IsObject(ReadOnlySpan<char> value)
    {
        var brace = value.IndexOf('{');
        return brace > 0 && char.IsAsciiLetterUpper(value[0]) && value[1..brace].IndexOfAnyExceptInRange('A', 'z') < 0
            && brace + 1 < value.Length && char.IsAsciiHexDigitLower(value[brace + 1]);
    }

    /// <summary>Whether a name stands where another field says that a value has it: <c>name: DB_PASS</c>, <c>key="ApiKey"</c>.</summary>
    private static bool IsValueOfName(string text, int start, bool isQuoted)
    {
        var at = isQuoted ? start - 1 - ShellText.BackslashesBefore(text, start - 1) : start;
        while (at > 0 && ShellText.IsBlank(text[at - 1]))
            at--;
        if (at == 0 || text[at - 1] is not ('=' or ':'))
            return false;

        at--;
        while (at > 0 && ShellText.IsBlank(text[at - 1]))
            at--;
        if (at > 0 && ShellText.IsQuote(text[at - 1]))
            at -= 1 + ShellText.BackslashesBefore(text, at - 1);
        return IgnoreCase.IsOneOf(WordBefore(text, at), NamesOfNames);
    }

    /// <summary>
    /// Whether a name is the value of another field, and its own value follows: as the next field or attribute, as what an
    /// element holds, or as the next element.
    /// </summary>
    private static bool TryPaired(string text, int start, bool isQuoted, int behind, out int value)
    {
        value = behind;
        if (IsValueOfName(text, start, isQuoted))
            return TryPairedField(text, isQuoted, behind, out value);
        if (start == 0 || text[start - 1] != '>' || !text.AsSpan(behind).StartsWith("</") || !IgnoreCase.IsOneOf(WordBefore(text, start - 1), NamesOfNames))
            return false;

        // <key>password</key><string>x</string>
        value = SkipElement(text, behind);
        while (value < text.Length && char.IsWhiteSpace(text[value]))
            value++;
        return value < text.Length && value > behind && text[value] == '<';
    }

    /// <summary>The position behind what opens or closes an element, if one of a common length stands there.</summary>
    private static int SkipElement(string text, int at)
    {
        const int longest = 64;
        var length = text.AsSpan(at, Math.Min(longest, text.Length - at)).IndexOfAny('>', '\n');
        return length >= 0 && text[at + length] == '>' ? at + length + 1 : at;
    }

    /// <summary>Whether the value of such a name follows: as the next field or attribute, or as what an element holds.</summary>
    private static bool TryPairedField(string text, bool isQuoted, int behind, out int value)
    {
        const string field = "value";
        var at = behind;
        value = behind + 1;
        if (isQuoted && at < text.Length && text[at] == '>')
            return true;

        for (var lines = 0; at < text.Length && (ShellText.IsBlank(text[at]) || text[at] is ',' or '\r' || (text[at] == '\n' && lines++ == 0));)
            at++;
        if (at == behind || at >= text.Length)
            return false;

        at += ShellText.QuoteLength(text, at);
        if (string.Compare(text, at, field, 0, field.Length, StringComparison.OrdinalIgnoreCase) != 0)
            return false;
        at += field.Length;
        at = ShellText.SkipBlanks(text, at < text.Length ? at + ShellText.QuoteLength(text, at) : at);
        value = at < text.Length ? ShellText.SkipBlanks(text, at + 1) : at;
        return value < text.Length && text[at] is '=' or ':' && text[value] is not ('\n' or '\r' or '{' or '[' or '|' or '>');
    }

    private static int MaskPaired(string text, Replacements replacements, NameKind kind, int value)
    {
        const int longest = 512;
        int start, end;
        if (text[value] == '<' && !text.AsSpan(value).StartsWith("</"))
            value = SkipElement(text, value);
        if (value >= text.Length)
            return value;
        if (text[value - 1] == '>')
        {
            // <string name="password">x</string>, but not what stands behind <input name="password">.
            var length = text.AsSpan(value, Math.Min(longest, text.Length - value)).IndexOfAny('<', '\n');
            if (length <= 0 || !text.AsSpan(value + length).StartsWith("</"))
                return value;
            (start, end) = (value, value + length);
        }
        else if (!ShellText.TryQuoted(text, value, out start, out end))
        {
            end = ShellText.EndOfWord(text, value, ",}>");
        }

        var content = text.AsSpan(start, end - start);
        if (content.IsWhiteSpace() || Phrases.IsNeverSecret(content.Trim()) || ShellText.IsExpansion(content) || (kind != NameKind.Secret && content[0] is '/' or '~' && content[^1] != '='))
            return Math.Max(end, value);
        replacements.Add(start, end);
        return end;
    }

    /// <summary>
    /// Whether a name stands in brackets, <c>$config['password']</c>, <c>[password] =&gt; x</c>; then what holds it to its
    /// value is behind them.
    /// </summary>
    private static bool IsInBrackets(string text, int start, bool isQuoted, ref int behind)
    {
        var quote = isQuoted ? start - 1 - ShellText.BackslashesBefore(text, start - 1) : start;
        if (!isQuoted && !text.AsSpan(behind).StartsWith("] =>") && !text.AsSpan(behind).StartsWith("]=>"))
            return false;
        if (quote <= 0 || text[quote - 1] != '[' || behind >= text.Length || text[behind] != ']')
            return false;
        behind++;
        return true;
    }

    /// <summary>Whether behind a name brackets stand, and an assignment: <c>password[0]=</c>.</summary>
    private static bool IsInFrontOfBrackets(string text, ref int behind)
    {
        const int longest = 32;
        if (behind >= text.Length || text[behind] != '[')
            return false;

        var length = text.AsSpan(behind, Math.Min(longest, text.Length - behind)).IndexOfAny(']', '\n', ' ');
        if (length < 0 || text[behind + length] != ']' || behind + length + 1 >= text.Length || text[behind + length + 1] != '=')
            return false;
        behind += length + 1;
        return true;
    }

    /// <summary>
    /// Whether the value of a name that is one of a secret only where it is assigned may be one: source code has variables
    /// of such names, whose lines stand in what failed.
    /// </summary>
    private static bool MayBeAssigned(string text, ReadOnlySpan<char> name, Link link, bool isQuoted, bool isOption, int behind, int value)
    {
        const int longest = 256;
        var first = text[value];
        if (first is '{' or '(' || (first == '[' && !isQuoted))
            return false;
        if (isOption || name.IndexOfAnyInRange('a', 'z') < 0)
            return true;

        if (isQuoted)
            return ShellText.QuoteLength(text, value) > 0 && text[ShellText.SkipBlanks(text, behind)] != ',';

        var isKey = IgnoreCase.EndsWith(name, "key");
        if (link == Link.Colon)
            return isKey;
        var inside = value + ShellText.QuoteLength(text, value);
        var word = text.AsSpan(inside, Math.Min(longest, text.Length - inside));
        word = word.IndexOfAny(WordEnds) is > 0 and var length ? word[..length] : word;
        return text[value - 1] is '=' or '>' && (isKey || word.IndexOfAnyInRange('0', '9') >= 0) && !word.ContainsAny('(', '[');
    }

    /// <summary>Whether a value is the first of a list.</summary>
    private static bool IsInList(string text, int value)
    {
        var at = value;
        while (at > 0 && ShellText.IsBlank(text[at - 1]))
            at--;
        return at > 0 && text[at - 1] == '[';
    }

    /// <summary>Masks the quoted values of a list on one line. Returns the position behind them.</summary>
    private static int MaskList(string text, Replacements replacements, int at)
    {
        while (ShellText.TryQuoted(text, at, out var start, out var end))
        {
            var content = text.AsSpan(start, end - start);
            if (!content.IsWhiteSpace() && !Phrases.IsNeverSecret(content.Trim()) && !Phrases.IsValidationMessage(content))
                replacements.Add(start, end);

            var next = ShellText.SkipBlanks(text, Math.Min(text.Length, end + start - at));
            if (next >= text.Length || text[next] != ',')
                return Math.Max(end, Math.Min(next, text.Length));
            at = ShellText.SkipBlanks(text, next + 1);
            if (at >= text.Length)
                return text.Length;
        }

        return at;
    }

    /// <summary>Whether the quote that stands in front of a name stands behind it, too (with backslashes, where they are within quotes).</summary>
    private static bool IsClosedBy(string text, char before, int end, out int behind)
    {
        behind = end;
        if (!ShellText.IsQuote(before))
            return false;

        var length = ShellText.QuoteLength(text, end);
        if (length == 0 || text[end + length - 1] != before)
            return false;
        behind = end + length;
        return true;
    }

    /// <summary>What holds name and value together, and where the value begins.</summary>
    private static Link FindLink(string text, ReadOnlySpan<char> name, char before, bool isOption, bool isQuoted, int start, int behind, out int value)
    {
        var at = SkipToNextArgument(text, behind);
        var hasBlank = at > behind;
        value = at;
        if (at >= text.Length)
            return Link.None;

        // "the password is: x"
        if (hasBlank && (string.CompareOrdinal(text, at, "is:", 0, 3) == 0 || string.CompareOrdinal(text, at, "is :", 0, 4) == 0))
        {
            value = ShellText.SkipBlanks(text, text.IndexOf(':', at) + 1);
            return Link.Colon;
        }

        if (hasBlank && !isOption && !isQuoted && (IsSaidOf(text, at, out value) || IsOfSomebody(text, name, at, out value)))
            return Link.Equals;

        value = at;
        var next = at + 1 < text.Length ? text[at + 1] : '\n';
        switch (text[at])
        {
            case '=' when next != '~':
                // A version that a package has to have (==1.2), an arrow, or an assignment.
                var sign = next is '=' or '>' ? at + 2 < text.Length && text[at + 2] == '=' ? 3 : 2 : 1;
                value = SkipType(text, SkipToNextArgument(text, at + sign));
                var isVersion = next == '=' && value < text.Length && char.IsAsciiDigit(text[value]);
                // NAME= command: the shell's variable is empty.
                var isEmpty = sign == 1 && !hasBlank && value > at + 1 && text[at + 1] != '\\' && !isQuoted && name.IndexOfAnyInRange('a', 'z') < 0;
                return isVersion || isEmpty ? Link.None : Link.Equals;

            case ':' when next is not ':' && string.CompareOrdinal(text, at, "://", 0, 3) != 0:
                value = ShellText.SkipBlanks(text, at + (next is '=' or '-' ? 2 : 1));
                if (isQuoted && value < text.Length && text[value] == '[')
                    value = ShellText.SkipBlanks(text, value + 1);
                return Link.Colon;

            case ',' when isQuoted:
                value = ShellText.SkipBlanks(text, at + 1);
                return value < text.Length && ShellText.TryQuoted(text, value, out var opened, out var closing) && !IsInFrontOfColon(text, closing + opened - value)
                    ? Link.Equals
                    : Link.None;

            case ';' when isQuoted && SkipType(text, at + 1) is var serialized && serialized > at + 1:
                value = serialized;
                return Link.Equals;

            case '|' or '│' when hasBlank && IsInCell(text, start):
                value = ShellText.SkipBlanks(text, at + 1);
                return Link.Cell;

            case '-' when next == '>' && !isOption:
                value = ShellText.SkipBlanks(text, at + 2);
                return Link.Loose;

            case '.' when hasBlank && text.AsSpan(at).StartsWith("..."):
                while (value < text.Length && text[value] == '.')
                    value++;
                value = ShellText.SkipBlanks(text, value);
                return Link.Loose;

            case '>' when before == '<' && !hasBlank:
                // Usage texts write so what is to be put in: "--password <password>  Password".
                value = at + 1;
                return next is ' ' or '\t' or ']' or ')' or ',' or '|' or '"' or '\'' && !IsElementClosed(text, value) ? Link.None : Link.Element;

            case not '>' when before == '<' && hasBlank && ContentOfElement(text, at) is > 0 and var inside:
                value = inside;
                return Link.Element;

            case '(' when name.Equals("password", StringComparison.OrdinalIgnoreCase) && ShellText.IsQuote(next):
                value = at + 1;
                return Link.Blank;
        }

        if (!hasBlank)
            return Link.None;
        if (isOption)
        {
            return ShellText.QuoteLength(text, at) > 0 || (!isQuoted && text[at] is not ('-' or '|' or '>' or '<' or ';' or '&' or ')' or '\\'))
                ? Link.Blank
                : Link.None;
        }

        // Columns of a table without lines.
        if (!isQuoted && (at - behind > 1 || text[behind] == '\t') && IsAtLineStart(text, start) && IsLastWord(text, at))
            return Link.Loose;

        // SQL, the directives of redis.conf, .netrc, and debconf.
        var isDirective = !isQuoted
            && ((ShellText.QuoteLength(text, at) > 0 && name.Equals("password", StringComparison.OrdinalIgnoreCase))
                || name is "requirepass" or "masterauth" or "rocommunity" or "rwcommunity"
                || (name.IndexOfAnyInRange('a', 'z') < 0 && IsOneOfExactly(WordBefore(text, start), Setting) && IsLastWord(text, at))
                || IsKeyOfWireGuard(name, text.AsSpan(at))
                || IsSettingOfNpm(text, name, behind - name.Length, at)
                || (name is "password" && IsBehindLogin(text, behind - name.Length)));
        return isDirective ? Link.Blank : Link.None;
    }

    /// <summary>Whether a sentence says what a secret is: <c>password is 'x'</c>.</summary>
    private static bool IsSaidOf(string text, int at, out int value)
    {
        value = at;
        if (string.CompareOrdinal(text, at, "is ", 0, 3) != 0)
            return false;
        value = ShellText.SkipBlanks(text, at + 3);
        if (value >= text.Length || !ShellText.TryQuoted(text, value, out var start, out var end))
            return false;
        var content = text.AsSpan(start, end - start);
        return !content.ContainsAny(' ', '\t') && !Phrases.ContinuesSentence(content) && !Phrases.IsErrorMessage(content) && !IgnoreCase.IsOneOf(content, Outcomes);
    }

    /// <summary>Whether a line ends with somebody's password: <c>Password for admin: x</c>.</summary>
    private static bool IsOfSomebody(string text, ReadOnlySpan<char> name, int at, out int value)
    {
        const int longest = 128;
        value = at;
        if (string.CompareOrdinal(text, at, "for ", 0, 4) != 0 || !IgnoreCase.IsOneOf(name, ["password", "passphrase", "passcode"]))
            return false;

        var user = text.AsSpan(at + 4, Math.Min(longest, text.Length - at - 4));
        var length = user.IndexOfAny(" \t\r\n");
        if (length < 2 || user[length - 1] != ':' || !ShellText.IsBlank(user[length]))
            return false;
        value = ShellText.SkipBlanks(text, at + 4 + length);

        // One word, and nothing behind it but a remark.
        var rest = text.AsSpan(value, Math.Min(longest, text.Length - value));
        var word = rest.IndexOfAny(" \t\r\n");
        word = word < 0 ? rest.Length : word;
        var behind = ShellText.SkipBlanks(text, value + word);
        return word > 0
            && !Phrases.IsErrorMessage(rest)
            && !IgnoreCase.IsOneOf(rest[..word].TrimEnd(".!"), Outcomes)
            && (behind >= text.Length || text[behind] is '\r' or '\n' or '(');
    }

    /// <summary>Whether a key of WireGuard follows, of 32 bytes in base64, where <c>wg</c> would take a file, too.</summary>
    private static bool IsKeyOfWireGuard(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        const int length = 44;
        return name is "private-key" or "preshared-key"
            && value.Length >= length
            && value[length - 1] == '='
            && !value[..(length - 1)].ContainsAny(WordEnds)
            && (value.Length == length || char.IsWhiteSpace(value[length]) || ShellText.IsQuote(value[length]));
    }

    /// <summary>Whether a setting of npm gets its value as the next argument: <c>npm config set //r/:_authToken x</c>.</summary>
    private static bool IsSettingOfNpm(string text, ReadOnlySpan<char> name, int start, int at) =>
        name is "_authToken" or "_password" or "_auth"
        && (start > 0 && (text[start - 1] == ':' || WordBefore(text, start) is "set"))
        && text[at] is not ('&' or '|' or ';' or '>' or '<' or ')' or '-')
        && !Phrases.ContinuesSentence(text.AsSpan(at, ShellText.EndOfWord(text, at) - at));

    /// <summary>Whether the value is none that would have to be hidden, as far as its beginning and the name tell.</summary>
    private static bool IsOpen(string text, ReadOnlySpan<char> name, NameKind kind, Link link, int start, bool isQuoted, int value, bool isOption, ref ForwardSearch ends)
    {
        var isBare = !isQuoted && !isOption;
        var quoted = value + ShellText.QuoteLength(text, value);

        // NAME=$(command): what is inside may hold secrets of its own.
        if (link != Link.Colon && text.AsSpan(quoted) is ['$', '(', ..] or ['`', ..] && text[value] != '\'')
            return true;
        if (link == Link.Blank && isOption)
        {
            var word = text.AsSpan(quoted, ends.Next(quoted) - quoted);
            return Phrases.ContinuesSentence(word);
        }

        // A path is no key; base64 may begin like one, but ends with its padding.
        var isPath = quoted < text.Length && (text[quoted] is '/' or '~' || (text[quoted] == '.' && quoted + 1 < text.Length && text[quoted + 1] is '/' or '.'));
        if (isPath && kind is NameKind.Key or NameKind.Assigned)
        {
            var end = ends.Next(quoted);
            return text[end - 1] != '=';
        }

        if (isPath && (name.Equals("pwd", StringComparison.OrdinalIgnoreCase) || name.Equals("oldpwd", StringComparison.OrdinalIgnoreCase)))
            return true;
        var isTight = !ShellText.IsBlank(text[value - 1]);
        var rest = text.AsSpan(value);
        if (link == Link.Equals && isBare && isTight && IsCount(text, name, start, rest))
            return true;
        if (link == Link.Colon && !isTight && kind != NameKind.Header && Phrases.IsErrorMessage(rest))
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
                || IgnoreCase.IsOneOf(rest[..Math.Min(rest.Length, LengthOfName(rest))], Architectures);
        }

        // /etc/app/token: Busy
        if (start > 0 && text[start - 1] == '/')
            return true;

        // "passwd: password updated successfully", "--- PASS: test", "Unexpected token: }"
        if (name.Equals("passwd", StringComparison.OrdinalIgnoreCase))
            return ShellText.SkipBlanks(text, ends.Next(value)) is var next && next < text.Length && text[next] is not ('\n' or '\r');
        if (name.Equals("pass", StringComparison.OrdinalIgnoreCase))
            return name[0] != 'p' || !IsAtLineStart(text, start);
        return name.Equals("token", StringComparison.OrdinalIgnoreCase) && IgnoreCase.IsOneOf(WordBefore(text, start), Complaints);
    }

    /// <summary>From where to where the value goes.</summary>
    private static (int Start, int End) Extent(
        string text, NameKind kind, Link link, char before, bool isQuoted, bool isOption, int start, int behind, int value)
    {
        if (link == Link.Cell)
        {
            var length = text.AsSpan(value).IndexOfAny('|', '│', '\n');
            length = length < 0 ? text.Length - value : length;
            return (value, value + text.AsSpan(value, length).TrimEnd().Length);
        }

        if (link == Link.Element)
        {
            var length = text.AsSpan(value).IndexOfAny('<', '\n');
            return (value, length < 0 ? text.Length : value + length);
        }

        if (ShellText.IsQuote(before) && !isQuoted && text[value] == before)
            return (value + 1, ShellText.EndOfWord(text, value + 1));
        if (ShellText.TryQuoted(text, value, out var inside, out var closing))
        {
            // 'a'"b"c goes on behind the quotes.
            var next = closing + inside - value;
            if (closing < text.Length && text[closing] is '\r' or '\n')
                return (inside, closing);
            return !isQuoted && link != Link.Colon && ShellText.WordContinues(text, next) ? (value, ShellText.EndOfWord(text, next)) : (inside, closing);
        }

        // "name=a value" as one argument, -H 'X-Api-Key: x'
        if (ShellText.IsQuote(before) && !isQuoted)
            return (value, ShellText.ClosingQuote(text, value, before, ShellText.BackslashesBefore(text, start - 1)));
        if (isQuoted)
            return (value, ShellText.EndOfWord(text, value, ",}]"));
        if (before is '?' or '&')
            return (value, ShellText.EndOfWord(text, value, "&#"));

        var isSetting = kind == NameKind.Header || ((link == Link.Colon || behind < value - 1) && link != Link.Blank && !isOption && IsAtLineStart(text, start));
        return (value, isSetting && ShellText.IsBlank(text[value - 1]) ? ShellText.EndOfLine(text, value) : ShellText.EndOfWord(text, value));
    }

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
        var at = start > 0 && ShellText.IsQuote(text[start - 1]) ? start - 1 : start;
        if (at == 0 || text[at - 1] != ' ')
            return false;
        return WordBefore(text, at) is "run" || (at > 1 && text[at - 2] == ':' && IgnoreCase.IsOneOf(WordBefore(text, at - 2), ["script"]));
    }

    /// <summary>
    /// Whether the word in front is the other half of "API key", "recovery code" and the like; behind it there may be its
    /// number: "Unseal Key 1".
    /// </summary>
    private static bool IsOfTwoWords(string text, ReadOnlySpan<char> name, int start, ref int end)
    {
        if (start < 2 || text[start - 1] != ' ')
            return false;
        if (name.Equals("string", StringComparison.OrdinalIgnoreCase))
            return IgnoreCase.IsOneOf(WordBefore(text, start), ["community"]);
        if (name.Equals("code", StringComparison.OrdinalIgnoreCase))
            return IgnoreCase.IsOneOf(WordBefore(text, start), ["recovery", "backup", "unlock", "pairing"]);
        if (!name.Equals("key", StringComparison.OrdinalIgnoreCase) || !IgnoreCase.IsOneOf(WordBefore(text, start), HalvesOfKeys))
            return false;

        var number = end;
        while (number < text.Length && number - end < 4 && (char.IsAsciiDigit(text[number]) || (number == end && text[number] == ' ')))
            number++;
        if (number > end + 1 && number < text.Length && text[number] == ':')
            end = number;
        return true;
    }

    /// <summary>Whether a name that only has a word of a secret's name is in front of a value.</summary>
    private static bool MayHoldRandom(string text, ReadOnlySpan<char> name, int start, int end, bool isOption)
    {
        if (end >= text.Length || name.Length < 3)
            return false;
        var isParameter = start > 0 && text[start - 1] is '?' or '&' && text[end] == '=';
        var hasLink = text[end] is '=' or ':' || ShellText.IsQuote(text[end]) || (isOption && ShellText.IsBlank(text[end]))
            || (end + 1 < text.Length && text[end] == ' ' && text[end + 1] is '=' or ':');
        return hasLink && ((isParameter && name is "auth") || SecretNames.MayBeSecret(name));
    }

    /// <summary>Masks the last quoted argument of a call on this line. Returns the position behind it.</summary>
    private static int MaskLastArgument(string text, Replacements replacements, int at)
    {
        var (first, last) = (at, at);
        while (ShellText.TryQuoted(text, at, out var start, out var end))
        {
            (first, last) = (start, end);
            at = ShellText.SkipBlanks(text, Math.Min(text.Length, end + start - at));
            if (at >= text.Length || text[at] != ',')
                break;
            at = ShellText.SkipBlanks(text, at + 1);
        }

        var content = text.AsSpan(first, last - first);
        if (!content.IsWhiteSpace() && !content.Contains(' ') && !ShellText.IsExpansion(content))
            replacements.Add(first, last);
        return last;
    }

    /// <summary>Whether the value of a token follows that <c>pveum user token add</c> has made: a UUID, in a table or JSON.</summary>
    private static bool TryTokenOfProxmox(string text, int start, int end, out int first, out int last)
    {
        const int length = 36;
        first = end;
        while (first < text.Length && first - end < 64 && text[first] is ' ' or '"' or ':' or '|' or '│' or '\\')
            first++;
        last = Math.Min(text.Length, first + length);
        return first > end + 1 && last - first == length && (text[first - 1] == '"' || IsInCell(text, start)) && Guid.TryParseExact(text.AsSpan(first, length), "D", out _)
            && (text[first - 1] == ' ' || text.AsSpan(Math.Max(0, start - 256), Math.Min(256, start)).Contains("tokenid", StringComparison.Ordinal));
    }

    /// <summary>The next argument, which may stand on the next line if a backslash ends this one.</summary>
    private static int SkipToNextArgument(string text, int at)
    {
        at = ShellText.SkipBlanks(text, at);
        while (at + 1 < text.Length && text[at] == '\\' && text[at + 1] == '\n')
            at = ShellText.SkipBlanks(text, at + 2);
        return at;
    }

    /// <summary>The position behind what PHP says of a value's type: <c>string(9) "x"</c>, <c>s:9:"x"</c>.</summary>
    private static int SkipType(string text, int at)
    {
        const int mostDigits = 6;
        var (name, separator) = text.AsSpan(at).StartsWith("string(") ? ("string(", ')') : text.AsSpan(at).StartsWith("s:") ? ("s:", ':') : ("", ' ');
        if (name.Length == 0)
            return at;
        var end = at + name.Length;
        while (end < text.Length && char.IsAsciiDigit(text[end]) && end - at < name.Length + mostDigits)
            end++;
        if (end == at + name.Length || end >= text.Length || text[end] != separator)
            return at;
        end = ShellText.SkipBlanks(text, end + 1);
        return end < text.Length && ShellText.IsQuote(text[end]) ? end : at;
    }

    /// <summary>Whether a name stands behind a line of a table.</summary>
    private static bool IsInCell(string text, int start)
    {
        while (start > 0 && text[start - 1] == ' ')
            start--;
        return start > 0 && text[start - 1] is '|' or '│';
    }

    private static bool IsOneOfExactly(ReadOnlySpan<char> text, ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.SequenceEqual(word))
                return true;
        }

        return false;
    }

    private static bool IsInFrontOfColon(string text, int at)
    {
        at = ShellText.SkipBlanks(text, Math.Min(at, text.Length));
        return at < text.Length && text[at] == ':';
    }

    /// <summary>Where the content of an element with attributes begins, if it is closed on this line; -1 if not.</summary>
    private static int ContentOfElement(string text, int at)
    {
        const int longest = 256;
        var rest = text.AsSpan(at, Math.Min(longest, text.Length - at));
        var opened = rest.IndexOfAny('>', '<', '\n');
        if (opened <= 0 || rest[opened] != '>' || rest[opened - 1] is '/' or '-' or '=')
            return -1;
        var closed = rest[opened..].IndexOfAny('<', '\n');
        return closed > 1 && rest[(opened + closed)..].StartsWith("</") ? at + opened + 1 : -1;
    }

    /// <summary>Whether what is in an element ends on this line with the element.</summary>
    private static bool IsElementClosed(string text, int at)
    {
        const int longest = 256;
        var rest = text.AsSpan(at, Math.Min(longest, text.Length - at));
        return rest.IndexOfAny('<', '\n') is >= 0 and var closed && rest[closed..].StartsWith("</");
    }

    /// <summary>Whether a word is the last one of its line.</summary>
    private static bool IsLastWord(string text, int at)
    {
        var end = ShellText.EndOfWord(text, at);
        end = ShellText.SkipBlanks(text, end);
        return end >= text.Length || text[end] is '\r' or '\n';
    }

    /// <summary>Whether an option's value only says what its value is, as usage texts do: <c>--password PASSWORD</c>, <c>--token string</c>.</summary>
    private static bool IsPlaceholder(string text, ReadOnlySpan<char> content, int end)
    {
        if (content.Length > 2 && (content[0], content[^1]) is ('<', '>') or ('[', ']') or ('{', '}'))
            return true;
        if (content.IndexOfAnyInRange('a', 'z') < 0 && (SecretNames.Of(content) != NameKind.None || content is "VALUE" or "STRING" or "TEXT" or "KEY"))
            return true;
        return content is "string" or "strings" or "stringArray" && (end + 1 >= text.Length || text[end] == '\n' || (text[end] == ' ' && text[end + 1] == ' '));
    }

    /// <summary>
    /// Whether the two words in front are those of .netrc (<c>login NAME</c>), or the word in front is a question of debconf
    /// about a password (<c>mysql-server/root_password</c>).
    /// </summary>
    private static bool IsBehindLogin(string text, int start)
    {
        const int longestName = 64;
        var at = start;
        while (at > 0 && ShellText.IsBlank(text[at - 1]))
            at--;
        var end = at;
        while (at > 0 && !char.IsWhiteSpace(text[at - 1]) && end - at < longestName)
            at--;

        var word = text.AsSpan(at, end - at);
        if (word.Contains('/') && SecretNames.Of(word[(word.LastIndexOf('/') + 1)..]) != NameKind.None)
            return true;
        return at > 0 && ShellText.IsBlank(text[at - 1]) && WordBefore(text, at) is "login";
    }

    private static ReadOnlySpan<char> WordBefore(string text, int start)
    {
        var end = start;
        while (end > 0 && ShellText.IsBlank(text[end - 1]))
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
