// Every function of the contract, by name: dispatch, help and the shim are made from this one table.

using ApiFunc.Caller;

namespace ApiFunc.Functions;

internal static class FunctionTable
{
    public static IReadOnlyList<Function> All { get; } =
    [
        new("post_to_api", "", "report that the installation of an LXC container begins", ReportFunctions.PostToApi),
        new("post_to_api_vm", "", "report that the installation of a VM begins", ReportFunctions.PostToApiVm),
        new("post_update_to_api", "[status] [exit_code]", "report how an installation ended, once", ReportFunctions.PostUpdateToApi)
        {
            DoneVariable = Variables.PostUpdateDone,
        },
        new("get_error_description", "exit_code", "print what an exit code means", ErrorFunctions.GetErrorDescription),
    ];

    /// <summary>The function of that name, or null.</summary>
    public static Function? Find(string name)
    {
        foreach (var function in All)
        {
            if (function.Name == name)
                return function;
        }

        return null;
    }
}
