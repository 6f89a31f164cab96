// What a line says: a report as a file: URL keeps it, with the time when it was written, or a body alone.

using System.Text.Json;

namespace ApiFunc.Statistics;

/// <summary>The fields of a body that are counted, valid as long as the line is.</summary>
internal ref struct ReportFields()
{
    public RawText RandomId;
    public RawText ExecutionId;
    public RawText Type;
    public RawText Application;
    public RawText Status;
    public RawText PveVersion;
    public RawText Error;
    public RawText ErrorCategory;
    public RawText FailedCommand;
    public RawText RepoSource;
    public RawText RepoSlug;

    /// <summary>When it was written, in milliseconds since 1970; 0 if that is not known.</summary>
    public long Time;

    /// <summary>The exit code; negative if there is none.</summary>
    public int ExitCode = -1;

    /// <summary>Seconds since the installation began; 0 if they are not known.</summary>
    public int Duration;

    /// <summary>What the reports of one execution share. Classic reports have no other than that of the installation.</summary>
    public readonly RawText Id => ExecutionId.IsEmpty ? RandomId : ExecutionId;

    /// <summary>
    /// Reads a line: one object of JSON, in which fields that are not known, or not of their kind, do not count.
    /// </summary>
    /// <param name="line">The line, without its newline.</param>
    /// <param name="problem">Why it is no report, in a few words, or null.</param>
    public static ReportFields Read(ReadOnlySpan<byte> line, out string? problem)
    {
        var fields = new ReportFields();
        problem = "it is no JSON object";
        line = line.Trim(" \t\r"u8);
        if (!line.StartsWith("{"u8) || !line.EndsWith("}"u8))
            return fields;

        try
        {
            var json = new Utf8JsonReader(line);
            json.Read();
            ReadObject(ref json, ref fields, isWithin: false);
        }
        catch (JsonException)
        {
            problem = "it is no valid JSON";
            return fields;
        }

        problem = fields.Id.IsEmpty ? "it has no execution_id and no random_id"
            : fields.Status.IsEmpty ? "it has no status"
            : null;
        return fields;
    }

    /// <summary>Reads an object to its end; the one that is called report as if its fields were those of the line.</summary>
    private static void ReadObject(scoped ref Utf8JsonReader json, scoped ref ReportFields fields, bool isWithin)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            json.Read();
            switch (json.TokenType)
            {
                case JsonTokenType.String:
                    fields.SetText(name, ref json);
                    break;
                case JsonTokenType.Number:
                    fields.SetNumber(name, ref json);
                    break;
                case JsonTokenType.StartObject when !isWithin && name.SequenceEqual("report"u8):
                    ReadObject(ref json, ref fields, isWithin: true);
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    json.Skip();
                    break;
                default:
                    break;
            }
        }

        // What stands behind the object of the line makes it invalid.
        if (!isWithin)
            json.Read();
    }

    private void SetText(ReadOnlySpan<byte> name, scoped ref Utf8JsonReader json)
    {
        var value = new RawText(json.ValueSpan, json.ValueIsEscaped);
        switch (name.Length)
        {
            case 4 when name.SequenceEqual("type"u8):
                Type = value;
                break;
            case 4 when name.SequenceEqual("time"u8):
                Time = json.TryGetDateTimeOffset(out var time) ? time.ToUnixTimeMilliseconds() : 0;
                break;
            case 5 when name.SequenceEqual("nsapp"u8):
                Application = value;
                break;
            case 5 when name.SequenceEqual("error"u8):
                Error = value;
                break;
            case 6 when name.SequenceEqual("status"u8):
                Status = value;
                break;
            case 9 when name.SequenceEqual("random_id"u8):
                RandomId = value;
                break;
            case 9 when name.SequenceEqual("repo_slug"u8):
                RepoSlug = value;
                break;
            case 11 when name.SequenceEqual("pve_version"u8):
                PveVersion = value;
                break;
            case 11 when name.SequenceEqual("repo_source"u8):
                RepoSource = value;
                break;
            case 12 when name.SequenceEqual("execution_id"u8):
                ExecutionId = value;
                break;
            case 14 when name.SequenceEqual("error_category"u8):
                ErrorCategory = value;
                break;
            case 14 when name.SequenceEqual("failed_command"u8):
                FailedCommand = value;
                break;
            default:
                break;
        }
    }

    private void SetNumber(ReadOnlySpan<byte> name, scoped ref Utf8JsonReader json)
    {
        if (name.SequenceEqual("exit_code"u8))
            ExitCode = json.TryGetInt32(out var code) ? code : -1;
        else if (name.SequenceEqual("install_duration"u8))
            Duration = json.TryGetInt32(out var seconds) ? Math.Max(0, seconds) : 0;
    }
}
