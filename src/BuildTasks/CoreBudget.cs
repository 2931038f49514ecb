using Microsoft.Build.Framework;

namespace RsdtrEdge.BuildTasks;

/// <summary>How many tools a project may run at once, and with how many threads each, so that all projects of a build together keep within the machine's processors.</summary>
/// <param name="Tools">Tools at once, 1 or more.</param>
/// <param name="Threads">Threads of each, 1 or more.</param>
internal sealed record CoreBudget(int Tools, int Threads)
{
    /// <summary>Shares cores out.</summary>
    /// <param name="models">Models that are to be compressed.</param>
    /// <param name="cores">The cores that MSBuild granted.</param>
    /// <param name="mostTools">The most tools that the user wants at once; 0: any number.</param>
    public static CoreBudget Share(int models, int cores, int mostTools)
    {
        int tools = Math.Max(1, Math.Min(models, mostTools > 0 ? Math.Min(cores, mostTools) : cores));
        return new CoreBudget(tools, Math.Max(1, cores / tools));
    }

    /// <summary>Asks MSBuild for all cores of the machine, and gets those that other projects leave.</summary>
    /// <returns>At least 1; all where MSBuild does not count cores.</returns>
    public static int Request(IBuildEngine engine)
    {
        int processors = Environment.ProcessorCount;
        try
        {
            return engine is IBuildEngine9 counting ? Math.Max(1, Math.Min(processors, counting.RequestCores(processors))) : processors;
        }
        catch (NotImplementedException)
        {
            // A task in a process of its own, as Visual Studio may run it.
            return processors;
        }
    }

    /// <summary>Gives back what was granted.</summary>
    public static void Release(IBuildEngine engine, int granted)
    {
        try
        {
            (engine as IBuildEngine9)?.ReleaseCores(granted);
        }
        catch (NotImplementedException)
        {
            // Nothing was granted.
        }
    }
}
