// What a telemetry report says about the machine: what the script knows already, and what has to be looked up.

using ApiFunc.Caller;

namespace ApiFunc.Machine;

/// <summary>The facts about the machine, as the variables of the same names hold them.</summary>
internal sealed record Facts
{
    public required Cpu Cpu { get; init; }

    public required Gpu Gpu { get; init; }

    /// <summary>In MT/s, empty where it is not known.</summary>
    public required string RamSpeed { get; init; }

    public required bool HasArm { get; init; }

    public required string Architecture { get; init; }

    public required Hypervisor Hypervisor { get; init; }

    /// <summary>
    /// Takes what the script has set (an empty RAM_SPEED says that it was looked for and is not known), and reads the
    /// rest, unless the script says that all of that was done before.
    /// </summary>
    /// <param name="script">The caller.</param>
    /// <param name="root">The root of the file system to look at.</param>
    public static Facts Collect(CallingScript script, string root = "/")
    {
        var collected = script[Variables.SysinfoDone] == "true";
        return new Facts
        {
            Cpu = collected || script.Get(Variables.CpuVendor).Length > 0
                ? new Cpu(script.Get(Variables.CpuVendor, "unknown"), script.Get(Variables.CpuModel))
                : Cpu.Read(root),
            Gpu = collected || script.Get(Variables.GpuVendor).Length > 0
                ? new Gpu(script.Get(Variables.GpuVendor, "unknown"), script.Get(Variables.GpuModel), script.Get(Variables.GpuPassthrough, "unknown"))
                : Gpu.Read(root),
            RamSpeed = collected ? script.Get(Variables.RamSpeed) : script[Variables.RamSpeed] ?? Memory.ReadSpeed(root),
            HasArm = script.Get(Variables.HasArm) is { Length: > 0 } arm ? OnOff.IsOn(arm) : !collected && Kernel.IsArm,
            Architecture = script.Get(Variables.TmArch) is { Length: > 0 } architecture ? architecture : Kernel.Architecture,
            Hypervisor = CollectHypervisor(script, root),
        };
    }

    /// <summary>The part of the facts that is about what containers run on; TELEMETRY_PLATFORM wins for its name.</summary>
    /// <param name="script">The caller.</param>
    /// <param name="root">The root of the file system to look at.</param>
    public static Hypervisor CollectHypervisor(CallingScript script, string root = "/")
    {
        var known = new Hypervisor(script.Get(Variables.TmPlatform), script.Get(Variables.TmPveVersion));
        if (script[Variables.SysinfoDone] != "true" && (known.Name.Length == 0 || known.Version.Length == 0))
        {
            var found = Hypervisor.Read(root, script[Variables.Path]);
            known = new Hypervisor(known.Name.Length > 0 ? known.Name : found.Name, known.Version.Length > 0 ? known.Version : found.Version);
        }

        return known with { Name = script.Get(Variables.TelemetryPlatform, known.Name) };
    }
}
