// file: URLs: reports are kept in a file, one JSON object a line, and nothing leaves the machine.

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Reports;

namespace ApiFunc.Outbox;

internal static class FileEndpoint
{
    /// <summary>Appends a report as one line. The response is 200, or none if the file cannot be written to.</summary>
    public static Response Append(byte[] path, OutgoingReport request)
    {
        var time = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("time", time);
            json.WriteString("endpoint", request.Endpoint);
            json.WritePropertyName("report");
            json.WriteRawValue(request.Body, skipInputValidation: true);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        using var file = SafeFile.OpenOwn(path, Libc.O_WRONLY | Libc.O_APPEND | Libc.O_CREAT, out var problem);
        if (file is not null && file.Append(line.WrittenSpan, out problem))
            return new Response(200, default);

        var what = $"{Encoding.UTF8.GetString(path)} cannot be written: {problem}";
        DebugLog.Write($"{what}");
        return Response.None(what);
    }
}
