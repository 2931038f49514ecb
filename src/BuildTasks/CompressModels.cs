using System.Collections.Concurrent;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace RsdtrEdge.BuildTasks;

/// <summary>
/// Compresses the models that are out of date, several at once where the machine has cores for them. All are tried, so that one build tells all that is wrong.
/// </summary>
public sealed class CompressModels : Task, ICancelableTask
{
    private readonly List<CompressModel> _running = [];
    private readonly ConcurrentQueue<ITaskItem> _waiting = new();
    private volatile bool _isCancelled;
    private volatile bool _hasFailed;
    private CoreBudget _cores = new(1, 1);

    /// <summary>The items that ResolveModels made, as far as they are out of date.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>rsdtr.dll. Example: <c>$(RsdtrToolPath)</c>.</summary>
    [Required]
    public string ToolAssembly { get; set; } = "";

    /// <summary>The dotnet program that runs the tool. Example: <c>$(DOTNET_HOST_PATH)</c>; if empty, the one on the PATH.</summary>
    public string DotNetHostPath { get; set; } = "";

    /// <summary>The folder where results are kept for other builds; empty: they are not.</summary>
    public string CacheDirectory { get; set; } = "";

    /// <summary>What that folder may take, in megabytes; 0: the tool's default.</summary>
    public int CacheMegabytes { get; set; }

    /// <summary>The most tools at once; 0: as many as there are cores for.</summary>
    public int MaxParallel { get; set; }

    /// <summary>The record of what is said; empty for none. Example: <c>$(_RsdtrRecord)</c>.</summary>
    public string Record { get; set; } = "";

    /// <inheritdoc />
    public void Cancel()
    {
        CompressModel[] running;
        lock (_running)
        {
            _isCancelled = true;
            running = [.. _running];
        }

        Array.ForEach(running, tool => tool.Cancel());
    }

    /// <inheritdoc />
    public override bool Execute()
    {
        int cores = CoreBudget.Request(BuildEngine);
        try
        {
            _cores = CoreBudget.Share(Models.Length, cores, MaxParallel);
            Array.ForEach(Models, _waiting.Enqueue);
            // This thread is one of those that work.
            Thread[] others = [.. Enumerable.Range(1, _cores.Tools - 1).Select(_ => new Thread(Work) { IsBackground = true })];
            Array.ForEach(others, thread => thread.Start());
            Work();
            Array.ForEach(others, thread => thread.Join());
        }
        finally
        {
            CoreBudget.Release(BuildEngine, cores);
        }

        return !_hasFailed && !_isCancelled && !Log.HasLoggedErrors;
    }

    private void Work()
    {
        while (_waiting.TryDequeue(out ITaskItem? model) && Begin(model) is { } tool)
        {
            try
            {
                if (!tool.Execute())
                {
                    _hasFailed = true;
                }
            }
#pragma warning disable CA1031 // What escapes a thread ends MSBuild, and the builds of others with it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _hasFailed = true;
                Log.LogErrorFromException(exception, showStackTrace: true);
            }
            finally
            {
                lock (_running)
                {
                    _ = _running.Remove(tool);
                }
            }
        }
    }

    private CompressModel? Begin(ITaskItem model)
    {
        lock (_running)
        {
            if (_isCancelled)
            {
                return null;
            }

            var tool = new CompressModel
            {
                BuildEngine = BuildEngine,
                Model = model,
                ToolAssembly = ToolAssembly,
                DotNetHostPath = DotNetHostPath,
                CacheDirectory = CacheDirectory,
                CacheMegabytes = CacheMegabytes,
                Threads = _cores.Threads,
                Record = Record,
                SpeaksAtEnd = _cores.Tools > 1,
            };
            _running.Add(tool);
            return tool;
        }
    }
}
