// The functions that tell a script about the machine.

using ApiFunc.Host;
using ApiFunc.Script;

namespace ApiFunc.Functions;

internal static class MachineFunctions
{
    private const string Root = "/";

    public static int DetectCpu(FunctionCall call)
    {
        Export(call.Assignments, Cpu.Read(Root));
        return 0;
    }

    public static int DetectGpu(FunctionCall call)
    {
        Export(call.Assignments, Gpu.Read(Root));
        return 0;
    }

    public static int DetectRam(FunctionCall call)
    {
        call.Assignments.Export(Variables.RamSpeed, Memory.ReadSpeed(Root));
        return 0;
    }

    public static int DetectArm(FunctionCall call)
    {
        call.Assignments.Export(Variables.HasArm, call.Machine.Kernel.IsArm ? "true" : "false");
        return 0;
    }

    /// <summary>All of the above if their variables are not set, the architecture and the platform.</summary>
    public static int CollectSysinfo(FunctionCall call)
    {
        var facts = call.Machine;
        if (call.Script.Get(Variables.CpuVendor).Length == 0)
            Export(call.Assignments, facts.Cpu);
        if (call.Script.Get(Variables.GpuVendor).Length == 0)
            Export(call.Assignments, facts.Gpu);
        if (call.Script[Variables.RamSpeed] is null)
            call.Assignments.Export(Variables.RamSpeed, facts.RamSpeed);
        if (call.Script.Get(Variables.HasArm).Length == 0)
            call.Assignments.Export(Variables.HasArm, facts.HasArm ? "true" : "false");
        call.Assignments.Export(Variables.TmArch, facts.Architecture);
        call.Assignments.Export(Variables.TmPveVersion, facts.Hypervisor.Version);
        call.Assignments.Export(Variables.TmPlatform, facts.Hypervisor.Name);
        call.Assignments.Export(Variables.SysinfoDone, "true");
        return 0;
    }

    /// <summary>The shim passes what only the shell knows: its process ID and its <c>$0</c>.</summary>
    public static int DetectRepoSource(FunctionCall call)
    {
        var url = call.Script.Get(Variables.CommunityScriptsUrl);
        var source = RepositorySource.Read(Root, url, call.Arguments.Get(1), call.Arguments.Get(2));
        call.Assignments.Export(Variables.RepoSource, source.Source);
        call.Assignments.Export(Variables.RepoSlug, source.Slug);
        return 0;
    }

    private static void Export(Assignments assignments, Cpu cpu)
    {
        assignments.Export(Variables.CpuVendor, cpu.Vendor);
        assignments.Export(Variables.CpuModel, cpu.Model);
    }

    private static void Export(Assignments assignments, Gpu gpu)
    {
        assignments.Export(Variables.GpuVendor, gpu.Vendor);
        assignments.Export(Variables.GpuModel, gpu.Model);
        assignments.Export(Variables.GpuPassthrough, gpu.Passthrough);
    }
}
