// Whatever a script holds: a classic body is JSON in ASCII that carries the text as it is.

using System.Text;
using System.Text.Json;
using ApiFunc.Script;
using CsCheck;
using Unit.Harness;

namespace Unit.Properties;

public sealed class ClassicBodySpecs
{
    private static readonly (string Variable, string Field)[] s_texts =
    [
        (Variables.OsType, "os_type"), (Variables.OsVersion, "os_version"), (Variables.DisableIp6, "disableip6"),
        (Variables.NsApp, "nsapp"),
        (Variables.Method, "method"), (Variables.RandomUuid, "random_id"),
    ];

    private static readonly string[] s_numbers = [Variables.CtType, Variables.DiskSize, Variables.CoreCount, Variables.RamSize];

    private static readonly Gen<byte[]> Value =
        from pieces in Gen.OneOf(
            "a", "\"", "\\", "\\u0041", "\n", "\u0001", "\u007F", "</x>&+'", "é", "日", "😀", "\u2028", "0", "9", "-", ".", "G", "1e9",
            "\uFFFE")
            .Select(Encoding.UTF8.GetBytes).Array[0, 12]
        from bytes in Gen.Byte[1, 255].Array[0, 3]
        select (byte[])[.. pieces.SelectMany(piece => piece), .. bytes];

    [Fact]
    public void An_installation_arrives_as_it_was_and_its_numbers_are_numbers()
    {
        Value.Array[s_texts.Length + s_numbers.Length].ForAll(
            values =>
            {
                string[] names = [.. s_texts.Select(text => text.Variable), .. s_numbers];
                var script = Harness.Script.WithBytes([.. names.Zip(values), ("PATH", "/nonexistent"u8.ToArray())]);

                foreach (var body in new[] { script.Classic().ContainerBegins().Body, script.Classic().VmBegins().Body })
                {
                    var sent = Parse(body);
                    var isVm = sent.GetProperty("type").GetString() == "vm";
                    foreach (var (variable, field) in s_texts.Where(text => !isVm || text.Field != "disableip6"))
                        Assert.Equal(script[variable], sent.GetProperty(field).GetString());
                    Assert.All(
                        ["ct_type", "core_count", "ram_size"],
                        field => Assert.InRange(sent.GetProperty(field).GetInt64(), 0, 999_999_999_999_999_999));
                    Assert.InRange(sent.GetProperty("disk_size").GetDecimal(), 0, 1_000_000_000_000_000_000);
                    Assert.Equal(13, sent.EnumerateObject().Select(field => field.Name).Distinct().Count());
                }
            },
            iter: 500);
    }

    [Fact]
    public void An_update_arrives_as_it_was()
    {
        Gen.Select(Value, Value, Value).ForAll(
            (status, code, id) =>
            {
                var script = Harness.Script.WithBytes((Variables.RandomUuid, id));
                var (text, codeText) = (Encoding.UTF8.GetString(status), Encoding.UTF8.GetString(code));

                var sent = Parse(script.Classic().Ends(text, codeText).Body);

                Assert.Equal(text.Length > 0 ? text : "failed", sent.GetProperty("status").GetString());
                Assert.Equal(script[Variables.RandomUuid], sent.GetProperty("random_id").GetString());
                Assert.NotEqual("", sent.GetProperty("error").GetString());
            },
            iter: 500);
    }

    private static JsonElement Parse(byte[] body)
    {
        Assert.True(Ascii.IsValid(body));
        Assert.DoesNotContain(body, b => b < (byte)' ');
        return JsonDocument.Parse(body).RootElement;
    }
}
