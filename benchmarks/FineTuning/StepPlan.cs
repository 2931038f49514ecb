namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>A step of a long run: where it is kept, and all that bears on its result.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Command">What is done.</param>
/// <param name="Inputs">Files that bear on it by their content.</param>
internal sealed record StepPlan(string Path, IReadOnlyList<string> Command, IReadOnlyList<string> Inputs)
{
    /// <summary>Opens the folder to do what is left of the step; what another one left there is removed.</summary>
    public StepFolder Open() => StepFolder.Open(Path, Command, Inputs);

    /// <summary>The finished step; null where it is not. Nothing is changed.</summary>
    public StepFolder? Find() => StepFolder.Find(Path, Command, Inputs);
}
