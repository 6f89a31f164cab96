// Values whose name tells that they are secrets: of options, assignments, fields of JSON, YAML and XML, headers, URL parameters.

using System.Buffers;

namespace ApiFunc.Redaction;

/// <summary>Goes through the names in a text from its beginning to its end, and masks the values of secrets' names.</summary>
internal sealed class KeyValueScanner
{
    /// <summary>What names are made of.</summary>
    public static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    private const int MaxSubscriptLength = 32;
    private const int MaxNumberLength = 4;

    // The token's name may stand so far before its value.
    private const int MaxDistanceToTokenId = 256;
    private const int MaxDistanceInTable = 64;

    // What may separate a name from its value.
    private static readonly SearchValues<char> s_separatorCharacters = SearchValues.Create("=:->(' \t\n");

    private static readonly SearchValues<char> s_nameLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_");

    // Before "key" and "code", as words of their own.
    private static readonly string[] s_wordsBeforeKey =
    [
        "api", "secret", "private", "access", "license", "encryption", "unseal", "recovery", "master", "setup", "root",
    ];

    private static readonly string[] s_wordsBeforeCode = ["recovery", "backup", "unlock", "pairing"];

    // The last argument of these is a password.
    private static readonly string[] s_passwordFunctions =
    [
        "set_password", "setPassword", "make_password", "hash_password", "create_superuser", "createSuperuser", "create_user",
        "changeUserPassword",
    ];

    private readonly string _text;
    private readonly Replacements _replacements;
    private readonly bool _isForHeaders;
    private ForwardSearch _wordEnds;
    private SedSubstitutions _substitutions;

    private KeyValueScanner(string text, Replacements replacements, bool isForHeaders)
    {
        (_text, _replacements, _isForHeaders) = (text, replacements, isForHeaders);
        _wordEnds = new ForwardSearch(text, ShellText.WordEnds);
        _substitutions = new SedSubstitutions(text);
    }

    /// <summary>Masks the values of secrets' names.</summary>
    public static void Mask(string text, Replacements replacements)
    {
        if (text.AsSpan().IndexOfAny(s_separatorCharacters) >= 0)
            new KeyValueScanner(text, replacements, isForHeaders: false).Mask();
    }

    /// <summary>Masks the values of HTTP headers that grant access, up to the end of each.</summary>
    public static void MaskHeaders(string text, Replacements replacements)
    {
        if (SecretNames.MayContainHeader(text))
            new KeyValueScanner(text, replacements, isForHeaders: true).Mask();
    }

    private void Mask()
    {
        for (var at = 0; at < _text.Length;)
        {
            var distance = _text.AsSpan(at).IndexOfAny(NameCharacters);
            if (distance < 0)
                return;

            var start = at + distance;
            var length = _text.AsSpan(start).IndexOfAnyExcept(NameCharacters);
            var end = length < 0 ? _text.Length : start + length;
            at = Math.Max(end, MaskValueOf(start, end));
        }
    }

    /// <summary>Masks the value of the name at a position, if it has one. Returns where to go on, as do the methods below.</summary>
    private int MaskValueOf(int start, int end)
    {
        var dashes = _text.AsSpan(start, end - start).IndexOfAnyExcept('-');
        var isOption = dashes is 1 or 2 && (start == 0 || !IsOfWordOrPath(_text[start - 1]));
        var name = dashes < 0 ? default : _text.AsSpan(start + dashes, end - start - dashes);

        // Dot leaders; a single dot ends a sentence.
        name = name.EndsWith("...") && !isOption ? name.TrimEnd('.') : name;
        if (end < _text.Length && _text[end] == '(' && IgnoreCase.IsOneOf(name[(name.LastIndexOf('.') + 1)..], s_passwordFunctions))
            return MaskLastArgument(end + 1);

        var kind = KindOf(name);
        var isOfTwoWords = kind == NameKind.None && IsOfTwoWords(name, start, ref end);
        if (isOfTwoWords)
            kind = KindOf("api_key");
        if (kind == NameKind.None && start > 0 && _text[start - 1] is '?' or '&' && SecretNames.IsSignature(name))
            kind = KindOf("token");
        if (kind == NameKind.None)
        {
            if (_isForHeaders)
                return end;
            if (name is "value" && IsProxmoxToken(start, end, out var tokenStart, out var tokenEnd))
            {
                _replacements.Add(tokenStart, tokenEnd);
                return tokenEnd;
            }

            if (!MayHaveRandomValue(name, start, end, isOption))
                return end;
            kind = NameKind.Random;
        }

        var isQuoted = IsQuoted(start, end, out var after);
        var key = new KeyValue
        {
            Text = _text,
            Name = name,
            Kind = kind,
            Start = start,
            End = end,
            After = after,
            IsOption = isOption,
            IsQuoted = isQuoted,
        };
        if (kind is not (NameKind.Header or NameKind.Random) && PairedFields.TryFind(key, out var paired))
            return PairedFields.Mask(_text, _replacements, kind, paired);

        var hasSubscript = isQuoted || key.Before == '[' ? SkipClosingBracket(ref key) : SkipSubscript(ref key);
        key.Separator = Separators.Find(key, out var value);
        key.Value = value;
        if (key.Separator == Separator.None)
        {
            var mayBeInProse = (kind == NameKind.Secret || isOfTwoWords) && !isOption && !isQuoted && !_isForHeaders;
            return mayBeInProse ? SecretsInProse.Mask(_text, _replacements, name, start, end) : end;
        }

        var isMultiline = kind is NameKind.Secret or NameKind.Key or NameKind.Assigned
            && MultilineValues.Mask(_text, _replacements, FormOf(key), start, value, out after);
        return isMultiline ? Math.Max(end, after) : MaskValue(ref key, hasSubscript);
    }

    private int MaskValue(ref KeyValue key, bool hasSubscript)
    {
        var (end, value) = (key.End, key.Value);
        if (value >= _text.Length || _text[value] is '\n' or '\r')
            return end;

        // A value in the pattern of sed ends with the pattern.
        var stop = _substitutions.EndOfPart(key.Start);
        if (value >= stop)
            return end;
        if (hasSubscript && !IsAssignment(key))
            return end;
        if (key.Kind == NameKind.Assigned && !HarmlessValues.IsAssigned(key))
            key.Kind = NameKind.Random;
        if (key.Kind == NameKind.Random && !HarmlessValues.MayLookRandom(key, ref _wordEnds))
            return end;

        // sed '/^password:/c\password: x'
        if (_text[value] == '/' && value + 2 < _text.Length && _text[value + 1] is 'c' or 'a' or 'i' && _text[value + 2] == '\\')
            return value + 3;
        if (stop == _text.Length && HarmlessValues.BeginsHarmless(key, ref _wordEnds))
            return value;

        // "Password: " ends with the quote; "PASSWORD="x does not.
        var isClosing = ShellText.IsQuote(key.Before) && !key.IsQuoted && _text[value] == key.Before;
        if (isClosing && !(_text[value - 1] == '=' && ShellText.WordContinues(_text, value + 1)))
            return value;

        var (first, last) = Replacements.IsMasked(_text, value) ? (value, value) : ValueRange.Find(key);
        last = Math.Max(first, Math.Min(last, stop));
        var content = _text.AsSpan(first, last - first);
        if ((key.Kind == NameKind.Random || key.Separator == Separator.Loose) && !Randomness.LooksRandom(content))
            return end;

        var next = Math.Max(last, end);
        if (key.Separator == Separator.Cell && (content.ContainsAny(' ', '\t') || !content.ContainsAnyExcept(s_nameLetters)))
            return next;
        if (stop < _text.Length && BeginsLikePattern(content))
            return next;
        if (HarmlessValues.IsMessageOrSetting(key, content, last))
            return next;
        if (key.IsQuoted && key.Separator == Separator.Colon && ShellText.QuoteLength(_text, value) > 0 && IsFirstOfList(value))
            return MaskList(value);
        if (HarmlessValues.IsNoValue(key, content))
            return next;
        var isLiteral = _text[value] == '\'' || key.Separator == Separator.Colon;
        if (!isLiteral && ShellText.IsExpansion(content))
            return Math.Max(first, end);

        if (IgnoreCase.EndsWith(key.Name, "authorization"))
            first += ValueRange.SchemeLength(content);
        _replacements.Add(first, last);
        return last;
    }

    private static bool IsOfWordOrPath(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '\\';

    private NameKind KindOf(ReadOnlySpan<char> name) => _isForHeaders ? SecretNames.OfHeader(name) : SecretNames.Of(name);

    /// <summary>Masks the last of the quoted arguments of a call on this line.</summary>
    private int MaskLastArgument(int at)
    {
        var (first, last) = (at, at);
        while (ShellText.TryQuoted(_text, at, out var start, out var end))
        {
            (first, last) = (start, end);
            at = ShellText.SkipBlanks(_text, Math.Min(_text.Length, end + start - at));
            if (at >= _text.Length || _text[at] != ',')
                break;
            at = ShellText.SkipBlanks(_text, at + 1);
        }

        var content = _text.AsSpan(first, last - first);
        if (!content.IsWhiteSpace() && !content.Contains(' ') && !ShellText.IsExpansion(content))
            _replacements.Add(first, last);
        return last;
    }

    /// <summary>
    /// Whether a name and the word before it are "API key", "recovery code" and the like. After it may stand a number, as in
    /// "Unseal Key 1", which then belongs to the name.
    /// </summary>
    private bool IsOfTwoWords(ReadOnlySpan<char> name, int start, ref int end)
    {
        if (start < 2 || _text[start - 1] != ' ')
            return false;
        if (IgnoreCase.Equals(name, "string"))
            return IgnoreCase.Equals(ShellText.WordBefore(_text, start), "community");
        if (IgnoreCase.Equals(name, "code"))
            return IgnoreCase.IsOneOf(ShellText.WordBefore(_text, start), s_wordsBeforeCode);
        if (!IgnoreCase.Equals(name, "key") || !IgnoreCase.IsOneOf(ShellText.WordBefore(_text, start), s_wordsBeforeKey))
            return false;

        var number = end;
        while (number < _text.Length && number - end < MaxNumberLength && IsOfNumber(number, end))
            number++;
        if (number > end + 1 && number < _text.Length && _text[number] == ':')
            end = number;
        return true;

        bool IsOfNumber(int at, int end) => char.IsAsciiDigit(_text[at]) || (at == end && _text[at] == ' ');
    }

    /// <summary>Whether the value follows of a token that <c>pveum user token add</c> has made: a UUID, in a table or JSON.</summary>
    private bool IsProxmoxToken(int start, int end, out int first, out int last)
    {
        first = end;
        while (first < _text.Length && first - end < MaxDistanceInTable && _text[first] is ' ' or '"' or ':' or '|' or '│' or '\\')
            first++;
        last = Math.Min(_text.Length, first + CharacterClass.UuidLength);
        if (first <= end + 1 || last - first != CharacterClass.UuidLength)
            return false;
        if (_text[first - 1] != '"' && !KeyValue.IsCellAt(_text, start))
            return false;
        if (!Guid.TryParseExact(_text.AsSpan(first, CharacterClass.UuidLength), "D", out _))
            return false;

        var before = _text.AsSpan(Math.Max(0, start - MaxDistanceToTokenId), Math.Min(MaxDistanceToTokenId, start));
        return _text[first - 1] == ' ' || before.Contains("tokenid", StringComparison.Ordinal);
    }

    /// <summary>Whether a name that only has a word of a secret's name stands before a separator.</summary>
    private bool MayHaveRandomValue(ReadOnlySpan<char> name, int start, int end, bool isOption)
    {
        if (end >= _text.Length || name.Length < 3)
            return false;
        var isParameter = start > 0 && _text[start - 1] is '?' or '&' && _text[end] == '=';
        var hasSeparator = _text[end] is '=' or ':'
            || ShellText.IsQuote(_text[end])
            || (isOption && ShellText.IsBlank(_text[end]))
            || (end + 1 < _text.Length && _text[end] == ' ' && _text[end + 1] is '=' or ':');
        return hasSeparator && ((isParameter && name is "auth") || SecretNames.MayBeSecret(name));
    }

    /// <summary>Whether a name stands in quotes, which may be escaped or have a <c>$</c> after the first (<c>"$PASSWORD"</c>).</summary>
    private bool IsQuoted(int start, int end, out int after)
    {
        after = end;
        var before = start > 0 ? _text[start - 1] : '\n';
        before = before == '$' && start > 1 ? _text[start - 2] : before;
        if (!ShellText.IsQuote(before))
            return false;

        var length = ShellText.QuoteLength(_text, end);
        if (length == 0 || _text[end + length - 1] != before)
            return false;
        after = end + length;
        return true;
    }

    /// <summary>Whether a name is a subscript, <c>$config['password']</c>, <c>[password] =&gt; x</c>; if so, skips the bracket.</summary>
    private bool SkipClosingBracket(ref KeyValue key)
    {
        var after = _text.AsSpan(key.After);
        if (!key.IsQuoted && !after.StartsWith("] =>") && !after.StartsWith("]=>"))
            return false;
        var quote = key.IsQuoted ? key.Start - 1 - ShellText.BackslashesBefore(_text, key.Start - 1) : key.Start;
        if (quote <= 0 || _text[quote - 1] != '[' || key.After >= _text.Length || _text[key.After] != ']')
            return false;
        key.After++;
        return true;
    }

    /// <summary>Whether a name has a subscript and is assigned: <c>password[0]=</c>; if so, skips the subscript.</summary>
    private bool SkipSubscript(ref KeyValue key)
    {
        if (key.After >= _text.Length || _text[key.After] != '[')
            return false;

        var length = _text.AsSpan(key.After, Math.Min(MaxSubscriptLength, _text.Length - key.After)).IndexOfAny(']', '\n', ' ');
        var bracket = key.After + length;
        if (length < 0 || _text[bracket] != ']' || bracket + 1 >= _text.Length || _text[bracket + 1] != '=')
            return false;
        key.After = bracket + 1;
        return true;
    }

    private static MultilineValues.NameForm FormOf(in KeyValue key) => new(
        HasColon: key.Separator == Separator.Colon,
        IsElement: key.Separator == Separator.Element,
        IsQuoted: key.IsQuoted,
        MustLookRandom: key.Kind == NameKind.Assigned);

    /// <summary>Whether a name with brackets is assigned a value that is not looked up: <c>['password'] = 'x'</c>.</summary>
    private bool IsAssignment(in KeyValue key) =>
        key.Separator == Separator.Equals
        && key.Kind != NameKind.Header
        && !(key.IsQuoted && ShellText.QuoteLength(_text, key.Value) == 0);

    /// <summary>Whether a part of a sed command begins with a regular expression, and no value.</summary>
    private static bool BeginsLikePattern(ReadOnlySpan<char> content) =>
        content.StartsWith(".*") || content.StartsWith(".+") || content.StartsWith("[^")
        || content.StartsWith("\\(") || content.StartsWith("\\)");

    private bool IsFirstOfList(int value) => ShellText.SkipBlanksBack(_text, value) is > 0 and var at && _text[at - 1] == '[';

    /// <summary>Masks the quoted values of a list on one line.</summary>
    private int MaskList(int at)
    {
        while (ShellText.TryQuoted(_text, at, out var start, out var end))
        {
            var content = _text.AsSpan(start, end - start);
            if (!content.IsWhiteSpace() && !Phrases.IsNeverSecret(content.Trim()) && !Phrases.IsValidationMessage(content))
                _replacements.Add(start, end);

            var next = ShellText.SkipBlanks(_text, Math.Min(_text.Length, end + start - at));
            if (next >= _text.Length || _text[next] != ',')
                return Math.Max(end, Math.Min(next, _text.Length));
            at = ShellText.SkipBlanks(_text, next + 1);
            if (at >= _text.Length)
                return _text.Length;
        }

        return at;
    }
}
