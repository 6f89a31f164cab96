// The functions that tell a script about the machine.

using ApiFunc.Script;
using ApiFunc.Host;

namespace ApiFunc.Functions;

internal static class MachineFunctions
{
    private const string Root = "/";

    public static int DetectCpu(ScriptVariables script, Arguments args)
    {
        Export(script, Cpu.Read(Root));
        return 0;
    }

    public static int DetectGpu(ScriptVariables script, Arguments args)
    {
        Export(script, Gpu.Read(Root));
        return 0;
    }

    public static int DetectRam(ScriptVariables script, Arguments args)
    {
        script.Export(Variables.RamSpeed, Memory.ReadSpeed(Root));
        return 0;
    }

    public static int DetectArm(ScriptVariables script, Arguments args)
    {
        script.Export(Variables.HasArm, script.Facts.Kernel.IsArm ? "true" : "false");
        return 0;
    }

    /// <summary>All of the above where their variables are not set, the architecture and the platform.</summary>
    public static int CollectSysinfo(ScriptVariables script, Arguments args)
    {
        var facts = script.Facts;
        if (script.Get(Variables.CpuVendor).Length == 0)
            Export(script, facts.Cpu);
        if (script.Get(Variables.GpuVendor).Length == 0)
            Export(script, facts.Gpu);
        if (script[Variables.RamSpeed] is null)
            script.Export(Variables.RamSpeed, facts.RamSpeed);
        if (script.Get(Variables.HasArm).Length == 0)
            script.Export(Variables.HasArm, facts.HasArm ? "true" : "false");
        script.Export(Variables.TmArch, facts.Architecture);
        script.Export(Variables.TmPveVersion, facts.Hypervisor.Version);
        script.Export(Variables.TmPlatform, facts.Hypervisor.Name);
        script.Export(Variables.SysinfoDone, "true");
        return 0;
    }

    /// <summary>The shim passes what only the shell knows: its process ID and its <c>$0</c>.</summary>
    public static int DetectRepoSource(ScriptVariables script, Arguments args)
    {
        var source = RepositorySource.Read(Root, script.Get(Variables.CommunityScriptsUrl), args.Get(1), args.Get(2));
        script.Export(Variables.RepoSource, source.Source);
        script.Export(Variables.RepoSlug, source.Slug);
        return 0;
    }

    private static void Export(ScriptVariables script, Cpu cpu)
    {
        script.Export(Variables.CpuVendor, cpu.Vendor);
        script.Export(Variables.CpuModel, cpu.Model);
    }

    private static void Export(ScriptVariables script, Gpu gpu)
    {
        script.Export(Variables.GpuVendor, gpu.Vendor);
        script.Export(Variables.GpuModel, gpu.Model);
        script.Export(Variables.GpuPassthrough, gpu.Passthrough);
    }
}
