using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace RsdtrEdge.BuildTasks.Tests;

/// <summary>A project's folder on disk, with a model, and the task that resolves its items.</summary>
internal sealed class ProjectFolder : IDisposable
{
    public ProjectFolder()
    {
        Write("models/net.onnx", "model");
        Write("tool/rsdtr.dll", "tool");
        Write("tool/devices/pi4.json", "{}");
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("rsdtr-tasks-").FullName;

    public RecordingBuildEngine Engine { get; } = new();

    public string Write(string path, string content)
    {
        string full = Path.Combine(Root, path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }

    public string Full(string path) => Path.GetFullPath(Path.Combine(Root, path));

    /// <summary>Runs the task over items given as include and metadata.</summary>
    public IReadOnlyList<ITaskItem> Resolve(string defaultBudget, params (string Include, Dictionary<string, string> Metadata)[] items)
    {
        ResolveModels task = Task(defaultBudget, items);
        Assert.Equal(task.Execute(), Engine.Errors.Count == 0);
        return task.ResolvedModels;
    }

    /// <summary>The task over items given as include and metadata, not run yet.</summary>
    public ResolveModels Task(string defaultBudget, params (string Include, Dictionary<string, string> Metadata)[] items) => new()
    {
        BuildEngine = Engine,
        Models = [.. items.Select(item => (ITaskItem)new TaskItem(item.Include, item.Metadata))],
        ProjectDirectory = Root,
        IntermediateDirectory = "obj/rsdtr/",
        ToolAssembly = Full("tool/rsdtr.dll"),
        DevicesDirectories = ["devices", "shared"],
        DefaultBudget = defaultBudget,
    };

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
