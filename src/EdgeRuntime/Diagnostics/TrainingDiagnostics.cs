using static RsdtrEdge.Runtime.Diagnostics.ExitCode;

namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>RSDTR12xx: training.</summary>
public static class TrainingDiagnostics
{
    /// <summary>A node that weights act through has no derivative.</summary>
    public static readonly DiagnosticDescriptor NotDifferentiable = new("RSDTR1201", "A node of the network has no derivative, so that weights before it cannot be trained.", BadInput);

    /// <summary>The network is not of a kind that can be trained.</summary>
    public static readonly DiagnosticDescriptor NotTrainable = new("RSDTR1202", "The network's inputs, outputs or weights are not what training takes.", BadInput);

    /// <summary>The teacher does not fit the network.</summary>
    public static readonly DiagnosticDescriptor TeacherMismatch = new("RSDTR1203", "The teacher's inputs or outputs are not those of the network that it teaches.", BadInput);

    /// <summary>A label beyond the network's classes.</summary>
    public static readonly DiagnosticDescriptor LabelOutOfRange = new("RSDTR1204", "A label is not one of the network's classes.", BadInput);

    /// <summary>The training came to no finite numbers again and again.</summary>
    public static readonly DiagnosticDescriptor Diverged = new("RSDTR1205", "The training diverged: loss or gradient were not finite several steps in a row.", BadInput);

    /// <summary>A checkpoint is damaged or none.</summary>
    public static readonly DiagnosticDescriptor CheckpointUnreadable = new("RSDTR1206", "A checkpoint cannot be read, is damaged, or is none.", BadInput);

    /// <summary>A checkpoint is of another training run.</summary>
    public static readonly DiagnosticDescriptor CheckpointOfAnotherRun = new("RSDTR1207", "A checkpoint is of a training run with other inputs or options.", BadInput);

    /// <summary>The codes of this group, in ascending order.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
        [NotDifferentiable, NotTrainable, TeacherMismatch, LabelOutOfRange, Diverged, CheckpointUnreadable, CheckpointOfAnotherRun];
}
