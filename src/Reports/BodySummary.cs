// What the body of a report says of itself, for lists of reports.

using System.Text.Json;

namespace ApiFunc.Reports;

/// <summary>What a body says of itself; empty texts for what it does not say.</summary>
/// <param name="Application">What is installed or run.</param>
/// <param name="Type">The kind of report.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="RandomId">What the reports of one installation have in common.</param>
internal readonly record struct BodySummary(string Application, string Type, string Status, string RandomId)
{
    /// <summary>Reads a body. A script may send one that is no JSON: what stands there in front of the error counts.</summary>
    public static BodySummary Of(ReadOnlySpan<byte> body)
    {
        var (application, type, status, randomId) = ("", "", "", "");
        try
        {
            var json = new Utf8JsonReader(body);
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName)
                    continue;

                ref var field = ref application;
                if (json.ValueTextEquals("type"u8))
                    field = ref type;
                else if (json.ValueTextEquals("status"u8))
                    field = ref status;
                else if (json.ValueTextEquals("random_id"u8))
                    field = ref randomId;
                else if (!json.ValueTextEquals("nsapp"u8))
                    continue;

                json.Read();
                if (json.TokenType == JsonTokenType.String)
                    field = json.GetString()!;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is no UTF-8.
        }

        return new BodySummary(application, type, status, randomId);
    }
}
