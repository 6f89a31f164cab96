// The body of a report for a person: indented, and long texts in lines of their own.

using System.Text;
using System.Text.Json;

namespace ApiFunc.Commands;

internal static class ReadableBody
{
    private const int Indent = 2;
    private const string TextMark = "| ";

    /// <summary>A body in lines, the last one with its end. What is no JSON is shown as the text that it is.</summary>
    public static string Of(ReadOnlySpan<byte> body, Terminal terminal)
    {
        var text = new StringBuilder();
        try
        {
            Append(text, body, terminal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is no UTF-8.
            text.Clear();
            AppendLines(text, Encoding.UTF8.GetString(body), "", terminal);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, ReadOnlySpan<byte> body, Terminal terminal)
    {
        var json = new Utf8JsonReader(body);
        var (isFirst, isNamed, isText) = (true, false, false);
        while (json.Read())
        {
            var isEnd = json.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            if (!isNamed && !(isEnd && isFirst))
            {
                // A text in lines of its own has no comma behind it: it is no JSON any more.
                if (!isFirst && !isEnd && !isText)
                    text.Append(',');
                if (text.Length > 0 && text[^1] != '\n')
                    text.Append('\n');
                text.Append(' ', Indent * json.CurrentDepth);
            }

            (isFirst, isNamed, isText) = (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray, false, false);
            switch (json.TokenType)
            {
                case JsonTokenType.PropertyName:
                    isNamed = true;
                    text.Append(Quoted(json.GetString()!, terminal)).Append(':').Append(' ');
                    break;
                case JsonTokenType.String:
                    isText = AppendString(text, json.GetString()!, Indent * (json.CurrentDepth + 1), terminal);
                    break;
                default:
                    text.Append(Encoding.UTF8.GetString(json.ValueSpan));
                    break;
            }
        }

        if (text[^1] != '\n')
            text.Append('\n');
    }

    /// <summary>Appends a text in quotes, or in lines of its own if it is long. Returns whether those were needed.</summary>
    private static bool AppendString(StringBuilder text, string value, int indent, Terminal terminal)
    {
        var quoted = Quoted(value, terminal);
        var column = 0;
        while (column < text.Length && text[^(column + 1)] != '\n')
            column++;
        if (!value.Contains('\n') && column + DisplayWidth.Of(quoted) < terminal.Columns)
        {
            text.Append(quoted);
            return false;
        }

        while (text.Length > 0 && text[^1] == ' ')
            text.Length--;
        if (text.Length > 0 && text[^1] != '\n')
            text.Append('\n');
        AppendLines(text, value, new string(' ', indent) + TextMark, terminal);
        return true;
    }

    private static void AppendLines(StringBuilder text, string value, string mark, Terminal terminal)
    {
        foreach (var line in value.TrimEnd('\n').Split('\n'))
        {
            var shown = terminal.Text(line.TrimEnd('\r'));
            if (mark.Length + DisplayWidth.Of(shown) > terminal.Columns)
            {
                var blanks = new string(' ', mark.Length);
                shown = terminal.Wrap(shown, mark.Length).Replace($"\n{blanks}", $"\n{mark}", StringComparison.Ordinal);
            }

            text.Append($"{mark}{shown}".TrimEnd()).Append('\n');
        }
    }

    /// <summary>A text between quotes, on one line.</summary>
    private static string Quoted(string value, Terminal terminal) =>
        $"\"{terminal.Text(value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal))}\"";
}
