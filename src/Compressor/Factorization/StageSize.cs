using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Factorization;

/// <summary>The sizes of one stage's kernel [w_k, w_(k-1), kh or 1, kw or 1].</summary>
/// <param name="Outputs">w_k, the channels that the stage gives.</param>
/// <param name="Inputs">w_(k-1), the channels that it reads.</param>
/// <param name="Height">kh where the stage holds the vertical offsets, else 1.</param>
/// <param name="Width">kw where the stage holds the horizontal offsets, else 1.</param>
internal readonly record struct StageSize(int Outputs, int Inputs, int Height, int Width)
{
    /// <summary>The numbers that the kernel holds.</summary>
    public long Count => checked((long)Outputs * Inputs * Height * Width);

    /// <summary>The sizes of a stage of a chain.</summary>
    /// <param name="shape">The kernel that the chain stands for.</param>
    /// <param name="layout">The chain's stages.</param>
    /// <param name="widths">The widths between the stages.</param>
    /// <param name="stage">Which stage, from 0.</param>
    public static StageSize Of(KernelShape shape, ChainLayout layout, IReadOnlyList<int> widths, int stage) => new(
        stage == layout.StageCount - 1 ? shape.OutputChannels : widths[stage],
        stage == 0 ? shape.InputChannels : widths[stage - 1],
        stage == layout.RowStage ? shape.Height : 1,
        stage == layout.ColumnStage ? shape.Width : 1);
}
