// What a telemetry report says about the machine: what the script knows already, and what has to be looked up.

using ApiFunc.Host;
using ApiFunc.Script;

namespace ApiFunc.Reports;

/// <summary>
/// The facts about the machine, as the variables of the same names hold them. Each is what the script has set (an empty
/// RAM_SPEED says that it was looked for and is not known), else what the machine says, unless the script says that all
/// of that was done before. Each is looked up once, when it is asked for.
/// </summary>
/// <param name="script">The script.</param>
/// <param name="root">The root of the file system to look at.</param>
internal sealed class MachineFacts(ScriptVariables script, string root = "/")
{
    private Cpu? _cpu;
    private Gpu? _gpu;
    private string? _ramSpeed;
    private Hypervisor? _hypervisor;
    private Kernel? _kernel;

    public Cpu Cpu => _cpu ??= IsCollected || script.Get(Variables.CpuVendor).Length > 0
        ? new Cpu(script.Get(Variables.CpuVendor, "unknown"), script.Get(Variables.CpuModel))
        : Cpu.Read(root);

    public Gpu Gpu => _gpu ??= IsCollected || script.Get(Variables.GpuVendor).Length > 0
        ? new Gpu(
            script.Get(Variables.GpuVendor, "unknown"), script.Get(Variables.GpuModel), script.Get(Variables.GpuPassthrough, "unknown"))
        : Gpu.Read(root);

    /// <summary>In MT/s, empty if it is not known.</summary>
    public string RamSpeed => _ramSpeed ??= IsCollected
        ? script.Get(Variables.RamSpeed)
        : script[Variables.RamSpeed] ?? Memory.ReadSpeed(root);

    public bool HasArm => script.Get(Variables.HasArm) is { Length: > 0 } arm ? OnOff.IsOn(arm) : !IsCollected && Kernel.IsArm;

    public string Architecture => script.Get(Variables.TmArch) is { Length: > 0 } architecture ? architecture : Kernel.Architecture;

    /// <summary>What containers run on; TELEMETRY_PLATFORM wins for its name.</summary>
    public Hypervisor Hypervisor => _hypervisor ??= ReadHypervisor();

    /// <summary>The running kernel, and the host's name.</summary>
    public Kernel Kernel => _kernel ??= Kernel.Read();

    private bool IsCollected => script[Variables.SysinfoDone] == "true";

    private Hypervisor ReadHypervisor()
    {
        var known = new Hypervisor(script.Get(Variables.TmPlatform), script.Get(Variables.TmPveVersion));
        if (!IsCollected && (known.Name.Length == 0 || known.Version.Length == 0))
        {
            var found = Hypervisor.Read(root, script[Variables.Path]);
            known = new Hypervisor(
                known.Name.Length > 0 ? known.Name : found.Name,
                known.Version.Length > 0 ? known.Version : found.Version);
        }

        return known with { Name = script.Get(Variables.TelemetryPlatform, known.Name) };
    }
}
