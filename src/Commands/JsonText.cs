// What commands print with --json: one object and a newline.

using System.Buffers;
using System.Text;
using System.Text.Json;

namespace ApiFunc.Commands;

internal static class JsonText
{
    /// <summary>A value as its generated code writes it, and a newline.</summary>
    public static string Of<T>(Action<Utf8JsonWriter, T> write, T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            write(json, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
