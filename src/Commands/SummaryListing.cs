// `apifunc summary --json`: one object for programs. docs/json.md describes its fields.

using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ApiFunc.Reports;
using ApiFunc.Statistics;

namespace ApiFunc.Commands;

/// <summary>
/// Writes the object by hand: for a number that may be null, generated code calls the serializer, and with it all of reflection
/// would be in the binary.
/// </summary>
internal static class SummaryListing
{
    /// <summary>The object and a newline. It may be large, so it is not copied into a string.</summary>
    public static ReadOnlySpan<byte> AsJson(Figures figures)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = AsciiJsonEncoder.Instance }))
        {
            json.WriteStartObject();
            json.WriteNumber("reports", figures.Reports);
            json.WriteNumber("damaged_lines", figures.DamagedCount);
            Write(json, "damaged", figures.Damaged, Write);
            WriteTime(json, "since", figures.Filter.Since);
            json.WriteString("app", figures.Filter.Application);
            json.WriteStartObject("total");
            Write(json, figures.Total);
            json.WriteEndObject();
            Write(json, "applications", figures.Applications, WriteApplication);
            Write(json, "failures", figures.Failures, Write);
            Write(json, "days", figures.ByDay, Write);
            Write(json, "pve_versions", figures.PveVersions, Write);
            Write(json, "repositories", figures.Repositories, Write);
            Write(json, "unfinished", figures.Unfinished, Write);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan;
    }

    private static void Write<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, DamagedLine line)
    {
        json.WriteString("file", line.File);
        json.WriteNumber("line", line.Line);
        json.WriteString("reason", line.Reason);
    }

    private static void WriteApplication(Utf8JsonWriter json, Group group)
    {
        json.WriteString("name", group.Name);
        json.WriteString("type", group.Kind);
        Write(json, group.Tally);
    }

    private static void Write(Utf8JsonWriter json, Group group)
    {
        json.WriteString("name", group.Name);
        Write(json, group.Tally);
    }

    private static void Write(Utf8JsonWriter json, in Tally tally)
    {
        json.WriteNumber("runs", tally.Runs);
        json.WriteNumber("succeeded", tally.Succeeded);
        json.WriteNumber("failed", tally.Failed);
        json.WriteNumber("aborted", tally.Aborted);
        json.WriteNumber("unfinished", tally.Unfinished);
        WriteNumber(json, "success_rate", tally.SuccessRate);
        WriteNumber(json, "median_seconds", tally.MedianSeconds);
    }

    private static void Write(Utf8JsonWriter json, FailureCount failure)
    {
        WriteNumber(json, "exit_code", failure.ExitCode);
        json.WriteString("category", failure.Category);
        json.WriteString("command", failure.Command);
        json.WriteNumber("runs", failure.Count);
        json.WriteString("first_line", failure.FirstLines.Error);
        json.WriteString("output_line", failure.FirstLines.Output);
    }

    private static void Write(Utf8JsonWriter json, UnfinishedRun run)
    {
        json.WriteString("id", run.Id);
        json.WriteString("name", run.Name);
        json.WriteString("type", run.Kind);
        json.WriteString("status", run.Status);
        WriteTime(json, "began", run.Begin);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time) =>
        json.WriteString(name, time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
