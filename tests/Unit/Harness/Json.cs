// Fields of a body.

using System.Text.Json;

namespace Unit.Harness;

internal static class Json
{
    public static string Text(this JsonElement body, string name) => body.GetProperty(name).GetString()!;

    public static int Number(this JsonElement body, string name) => body.GetProperty(name).GetInt32();
}
