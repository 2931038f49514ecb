using static RsdtrEdge.Runtime.Diagnostics.ExitCode;

namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>RSDTR11xx: images, tensors and calibration sets.</summary>
public static class DataDiagnostics
{
    /// <summary>The path does not exist or cannot be read.</summary>
    public static readonly DiagnosticDescriptor PathUnreadable = new("RSDTR1101", "The data path does not exist or cannot be read.", BadInput);

    /// <summary>An image cannot be decoded.</summary>
    public static readonly DiagnosticDescriptor ImageUndecodable = new("RSDTR1102", "An image file is damaged or of an unsupported kind.", BadInput);

    /// <summary>The data's shape is not the model input's.</summary>
    public static readonly DiagnosticDescriptor ShapeMismatch = new("RSDTR1103", "The data's shape is not what the model's input takes.", BadInput);

    /// <summary>A .npy or .npz file is damaged, of an unsupported type, or holds numbers that are not finite.</summary>
    public static readonly DiagnosticDescriptor ArrayUnreadable = new("RSDTR1104", "A .npy or .npz file is damaged, of an unsupported type, or holds numbers that are not finite.", BadInput);

    /// <summary>No usable file in the data path.</summary>
    public static readonly DiagnosticDescriptor EmptySet = new("RSDTR1105", "The data path holds no image or array.", BadInput);

    /// <summary>The samples do not fit into memory at once.</summary>
    public static readonly DiagnosticDescriptor SetTooLarge = new("RSDTR1106", "The data set does not fit into memory.", BadInput);

    /// <summary>The folders are those of several splits, not of classes.</summary>
    public static readonly DiagnosticDescriptor LayoutAmbiguous = new("RSDTR1107", "The folders of a data set name its splits, not its classes.", BadInput);

    /// <summary>Labels are asked for that are not there.</summary>
    public static readonly DiagnosticDescriptor NoLabels = new("RSDTR1108", "The data has no labels where they are needed.", BadInput);

    /// <summary>Fewer samples than the work needs.</summary>
    public static readonly DiagnosticDescriptor SetTooSmall = new("RSDTR1109", "The data set holds fewer samples than the work needs.", BadInput);

    /// <summary>What judges was trained with.</summary>
    public static readonly DiagnosticDescriptor JudgesTrained = new("RSDTR1110", "A network was trained with the images that judge it.", BadInput);

    /// <summary>A frame is not what a camera can give, or not what was declared.</summary>
    public static readonly DiagnosticDescriptor FrameMismatch = new("RSDTR1111", "A camera frame's size, layout or length is not possible.", BadInput);

    /// <summary>The codes of this group, in ascending order.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
        [PathUnreadable, ImageUndecodable, ShapeMismatch, ArrayUnreadable, EmptySet, SetTooLarge, LayoutAmbiguous, NoLabels, SetTooSmall, JudgesTrained, FrameMismatch];
}
