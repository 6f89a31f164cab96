// Words and sentences in the place of a value that are no secret: "password is required", "token: not found", "secret: null".

namespace ApiFunc.Redaction;

internal static class Phrases
{
    private static readonly string[] s_neverSecret = ["true", "false", "null", "none", "nil", "yes", "no", "undefined", "***"];

    // After the name of an option, in messages about it.
    private static readonly string[] s_sentenceWords =
    [
        "is", "are", "was", "must", "requires", "required", "option", "options", "flag", "argument", "arguments", "not", "and",
        "or", "to", "can", "cannot", "has", "needs", "expects", "with", "for", "from", "instead", "may", "should", "will", "does",
        "if", "expired", "invalid",
    ];

    // After the name of a variable, a field or a file, and a colon.
    private static readonly string[] s_errorMessages =
    [
        "unbound variable", "undefined variable", "command not found", "parameter null", "parameter not set", "no such file",
        "no such variable", "permission denied", "access denied", "file exists", "is a directory", "not a directory", "not found",
        "not set", "not defined", "not allowed", "must", "should be", "field required", "value error", "is required", "is not",
        "is missing", "is invalid", "is too", "is empty", "is unset", "is a", "is an", "failed", "invalid", "missing", "required",
        "cannot", "can't", "expected",
    ];

    // The first word of a message about what a value has to be, and what the rest of it contains.
    private static readonly string[] s_validationSubjects =
    [
        "this", "it", "the", "a", "an", "string", "value", "field", "input", "text", "number", "password", "token", "secret", "key",
        "ensure", "please", "expected", "too", "minimum", "length", "should", "must", "is", "cannot",
    ];

    private static readonly string[] s_validationPhrases =
    [
        " required", " must ", " should ", " at least ", " at most ", " characters", " blank", " empty", " too short", " too long",
        " too weak", " too common", " not match", " invalid", " expected", " entirely ",
    ];

    /// <summary>Whether a value is a boolean, says that there is none, or is a mask.</summary>
    public static bool IsNeverSecret(ReadOnlySpan<char> value) => IgnoreCase.IsOneOf(value, s_neverSecret);

    /// <summary>Whether a word continues a sentence about an option: <c>--password is required</c>.</summary>
    public static bool ContinuesSentence(ReadOnlySpan<char> word) => IgnoreCase.IsOneOf(word.TrimEnd(".,:;!"), s_sentenceWords);

    /// <summary>Whether a text begins with an error message, as whole words.</summary>
    public static bool IsErrorMessage(ReadOnlySpan<char> text)
    {
        foreach (var message in s_errorMessages)
        {
            if (!text.StartsWith(message, StringComparison.OrdinalIgnoreCase))
                continue;
            var rest = text[message.Length..];
            if (rest.Length > 0 && rest[0] is ',' or '.' or ':' or ';' or '!' or '\'' or '"' or ')')
                rest = rest[1..];
            if (rest.IsEmpty || char.IsWhiteSpace(rest[0]))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether a value is a sentence about what the value has to be: <c>This field is required.</c>, <c>String must contain
    /// at least 32 characters</c>.
    /// </summary>
    public static bool IsValidationMessage(ReadOnlySpan<char> value)
    {
        var first = value.IndexOf(' ');
        return first > 0
            && IgnoreCase.IsOneOf(value[..first], s_validationSubjects)
            && IgnoreCase.ContainsAny(value[first..], s_validationPhrases);
    }
}
