// The readers of files: what is in them comes out, whatever else is in them, and no content does harm.

using System.Globalization;
using System.Text;
using ApiFunc.Failures;
using ApiFunc.Host;
using ApiFunc.Redaction;
using ApiFunc.Script;
using CsCheck;
using EndToEnd.Harness;
using Unit.Harness;

namespace Unit.Properties;

public sealed class ReaderSpecs : IDisposable
{
    private readonly RecordedMachine _machine = new();
    private readonly TemporaryDirectory _directory = new();

    private static readonly Gen<string> Letters = Gen.Char["abcXYZ019-_."].Array[1, 12].Select(string.Concat);

    private static readonly Gen<string> Line =
        Gen.OneOf("a", "EXIT_CODE=", "LINE=", "COMMAND=", "=", " ", "\t", "é", "日", "😀", "'", "\"", "$(x)", "--- OUTPUT ---x", "7")
            .Array[0, 8].Select(string.Concat);

    private static readonly Gen<string> Blanks = Gen.OneOf(" ", "\t", "\n", "\r\n", "  ", "\n\t").Array[0, 3].Select(string.Concat);

    [Fact]
    public void A_capture_file_says_what_was_written_into_it()
    {
        Gen.Select(Gen.Int[0, 999], Line, Line, Line.Array[0, 6]).ForAll(
            (code, line, command, output) =>
            {
                var path = _directory.File("errinfo");
                var text = string.Join('\n', output);

                Assert.True(new CaptureFile($"{code}", line, command, text).Write(Encoding.UTF8.GetBytes(path), new Redactor("")));

                var trimmed = text.TrimEnd('\n');
                Assert.Equal(
                    new CaptureFile($"{code}", line.Trim(), command, string.IsNullOrWhiteSpace(trimmed) ? "" : trimmed),
                    CaptureFile.Read(Script.With(("TELEMETRY_ERRINFO", path)), $"{code}"));
            },
            iter: 300, inParallel: false);
    }

    [Fact]
    public void A_capture_file_of_any_bytes_does_no_harm()
    {
        var pieces = Gen.OneOf(
            "EXIT_CODE=", "LINE=", "COMMAND=", "--- OUTPUT ---", "\n", "\r\n", "1", "127", " ", "\0").Select(Encoding.UTF8.GetBytes);
        Gen.OneOf(pieces, Gen.Byte.Array[0, 6]).Array[0, 30].Select(chunks => chunks.SelectMany(chunk => chunk).ToArray()).ForAll(
            content =>
            {
                var path = _directory.Write("errinfo", content);
                var capture = CaptureFile.Read(Script.With(("TELEMETRY_ERRINFO", path)), "1");

                Assert.True(capture is null || capture.ExitCode.All(char.IsAsciiDigit));
                Assert.DoesNotContain('\n', $"{capture?.Line}{capture?.Command}");
                Assert.StartsWith(
                    "exit_code=",
                    ErrorText.Build(Script.With(("TELEMETRY_ERRINFO", path)), Script.With(("TELEMETRY_ERRINFO", path)).Redactor(), "1"),
                    StringComparison.Ordinal);
            },
            iter: 500, inParallel: false);
    }

    [Fact]
    public void The_version_of_Proxmox_VE_is_found_however_the_module_is_laid_out()
    {
        Gen.Select(Letters, Gen.OneOf("'", "\""), Blanks.Array[5], Line, Letters).ForAll(
            (version, quote, blanks, noise, other) =>
            {
                _machine.With(
                    "usr/share/perl5/PVE/pvecfg.pm",
                    $"# {noise}\nsub release {{ return '{other}'; }}\n"
                        + $"sub {blanks[0]}version{blanks[1]}{{{blanks[2]}return{blanks[3]}{quote}{version}{quote}{blanks[4]};\n}}\n"
                        + $"sub repoid {{ return '{other}'; }}\n");

                Assert.Equal(version, ProxmoxVersion.Read(_machine.Root, ""));
            },
            iter: 500, inParallel: false);
    }

    [Fact]
    public void The_first_model_name_of_the_processors_counts_tidied()
    {
        var word = Gen.OneOf("Intel(R)", "Core(TM)", "i7-9700K", "CPU", "@", "3.60GHz", "é", "日本", "(R)", "a:b", "");
        Gen.Select(
            word.Array[0, 16], Gen.OneOf(" ", "  ", "\t", " \t "), Gen.OneOf("GenuineIntel", "AuthenticAMD", "CentaurHauls"),
            Letters).ForAll(
            (words, blanks, vendor, later) =>
            {
                _machine.With("proc/cpuinfo", $"processor\t: 0\nvendor_id\t: {vendor}\nmodel name\t: {string.Join(blanks, words)}\n"
                    + $"flags\t\t: fpu\n\nprocessor\t: 1\nmodel name\t: {later}\n");

                var cpu = Cpu.Read(_machine.Root);

                var tidy = string.Join(
                    ' ', words.Select(text => text.Replace("(R)", "").Replace("(TM)", "")).Where(text => text.Length > 0));
                Assert.StartsWith(cpu.Model, tidy, StringComparison.Ordinal);
                Assert.True(cpu.Model == tidy || Encoding.UTF8.GetByteCount(cpu.Model) is > 60 and <= 64);
                Assert.Equal(vendor switch { "GenuineIntel" => "intel", "AuthenticAMD" => "amd", _ => "unknown" }, cpu.Vendor);
            },
            iter: 500, inParallel: false);
    }

    [Fact]
    public void The_first_module_that_is_there_tells_the_speed_of_the_memory()
    {
        var module = Gen.Select(Gen.OneOf<ushort>(0, 0, 8192), Gen.UShort, Gen.UShort, Gen.UInt[0, 20_000]);
        module.Array[0, 6].ForAll(
            modules =>
            {
                var smbios = new Smbios().WithFirmwareAndBoard();
                foreach (var (size, rated, configured, extended) in modules)
                    smbios.WithModule(size, rated, configured, extended, extended);
                _machine.With("sys/firmware/dmi/tables/DMI", smbios.WithEnd().Table);

                var (_, first, second, long64) = modules.FirstOrDefault(one => one.Item1 != 0);
                var speed = new[] { second, first }.Select(value => value == 0xFFFF ? long64 : value).FirstOrDefault(value => value != 0);
                Assert.Equal(speed == 0 ? "" : speed.ToString(CultureInfo.InvariantCulture), Memory.ReadSpeed(_machine.Root));
            },
            iter: 500, inParallel: false);
    }

    [Fact]
    public void A_device_has_the_name_that_the_database_gives_it_below_its_vendor()
    {
        // Few IDs, so that many vendors have devices of the same number, and some are asked for that are not there.
        var id = Gen.OneOf(0x8086, 0x1002, 0x10de, 0x0001, 0xfffe);
        var name = Gen.Select(Letters, Gen.OneOf("", " [x]", "  y", "é")).Select((letters, rest) => letters + rest);
        var device = Gen.Select(id, name, Gen.OneOf("", "\t\t8086 1002  Subsystem\n", "# a comment\n", "\n"));
        var vendor = Gen.Select(id, name, device.Array[0, 5]);
        Gen.Select(vendor.Array[0, 5], id, id).ForAll(
            (vendors, askedVendor, askedDevice) =>
            {
                var database = new StringBuilder("# 8086  not this\n\n");
                foreach (var (vendorId, vendorName, devices) in vendors)
                {
                    database.Append($"{vendorId:x4}  {vendorName}\n");
                    foreach (var (deviceId, deviceName, behind) in devices)
                        database.Append($"\t{deviceId:x4}  {deviceName}\n{behind}");
                }

                _machine.With("usr/share/misc/pci.ids", database.ToString());

                var found = vendors.FirstOrDefault(one => one.Item1 == askedVendor);
                var foundDevice = found.Item3?.FirstOrDefault(one => one.Item1 == askedDevice).Item2;
                var expected = found.Item2 is null ? $"Device {askedVendor:x4}:{askedDevice:x4}"
                    : foundDevice is null ? $"{found.Item2} Device {askedDevice:x4}"
                    : $"{found.Item2} {foundDevice}";
                Assert.Equal(expected, PciNames.Describe(_machine.Root, askedVendor, askedDevice));
            },
            iter: 500, inParallel: false);
    }

    [Fact]
    public void The_last_line_of_a_setting_counts_whatever_stands_around_it()
    {
        var value = Gen.OneOf("a", "/", ":", "=", "#", "$(x)", "\\", "é", "b c").Array[1, 6].Select(string.Concat);
        var noise = Gen.OneOf(
            "# API_FUNC_URL=no", "", "   ", "nonsense", "=", "API_FUNC_URLS=no", "export API_FUNC_URL=no", "api_func_url=no", "\u0001");
        Gen.Select(Gen.Select(value, Gen.OneOf("", "'", "\""), Blank).Array[0, 4], noise.Array[0, 4], Gen.OneOf("\n", "\r\n")).ForAll(
            (settings, lines, newline) =>
            {
                var content = settings.SelectMany((setting, index) =>
                    (string[])[
                        .. lines.Skip(index), $"{setting.Item3}API_FUNC_URL={setting.Item2}{setting.Item1}{setting.Item2}{setting.Item3}"]);
                var path = _directory.Write("api-func.conf", string.Join(newline, content) + newline);

                var url = new Settings(new ScriptVariables(_ => null), path).Url;

                Assert.Equal(settings.Length > 0 ? settings[^1].Item1 : null, url is null ? null : Encoding.UTF8.GetString(url));
            },
            iter: 500, inParallel: false);
    }

    [Fact]
    public void A_configuration_of_any_bytes_does_no_harm()
    {
        var pieces = Gen.OneOf(
            "API_FUNC_URL", "API_FUNC_OUTBOX", "=", "\n", "'", "\"", "#", " ", "\0", "off").Select(Encoding.UTF8.GetBytes);
        Gen.OneOf(pieces, Gen.Byte.Array[0, 6]).Array[0, 30].Select(chunks => chunks.SelectMany(chunk => chunk).ToArray()).ForAll(
            content =>
            {
                var settings = new Settings(new ScriptVariables(_ => null), _directory.Write("api-func.conf", content));

                Assert.False(settings.SpeaksTelemetry || settings.UseCurl || settings.InBackground);
                Assert.True(settings.Url is null || settings.Url.AsSpan().IndexOf((byte)'\n') < 0);
            },
            iter: 500, inParallel: false);
    }

    public void Dispose()
    {
        _machine.Dispose();
        _directory.Dispose();
    }

    private static readonly Gen<string> Blank = Gen.OneOf("", " ", "\t");
}
