namespace RsdtrEdge.Runtime.Profiles.Prediction;

/// <summary>What a stage's time grows with, for kernels that work on blocks of channels: an incomplete block costs as much as a full one.</summary>
internal static class StageTerms
{
    /// <summary>
    /// The terms of a stage: 1, for what every node takes; MACs; numbers read, written, and of the kernel; numbers of the patches that a
    /// convolution by matrix products gathers; loads of inputs, once for all outputs of a position; rows of blocks, the calls of the inner
    /// loop; and what is read and written in incomplete blocks, because it changes its layout on the way.
    /// </summary>
    /// <param name="shape">The stage.</param>
    /// <param name="block">The channels in a block; 1: channels do not run in blocks.</param>
    public static double[] Of(StageShape shape, int block)
    {
        bool isDepthwise = IsDepthwise(shape);
        double groups = isDepthwise ? 1 : shape.Groups;
        double inputs = isDepthwise ? 1 : PaddedInputs(shape, block);
        double outputs = PaddedOutputs(shape, block);
        double positions = (double)shape.OutputHeight * shape.OutputWidth;
        double offsets = (double)shape.KernelHeight * shape.KernelWidth;
        double read = (double)shape.InputChannels * shape.InputHeight * shape.InputWidth;
        double written = shape.OutputChannels * positions;
        double weights = groups * inputs * outputs * offsets;
        return
        [
            1,
            positions * weights,
            read,
            written,
            weights,
            offsets > 1 ? shape.InputChannels * offsets * positions : 0,
            positions * groups * inputs * offsets,
            shape.OutputHeight * shape.KernelHeight * groups * Math.Ceiling(inputs / block) * (outputs / block),
            InputsOf(shape) == PaddedInputs(shape, block) ? 0 : read,
            OutputsOf(shape) == PaddedOutputs(shape, block) ? 0 : written,
        ];
    }

    /// <summary>
    /// The input channels of a group in full blocks; as they are where they are fewer than one block, because then they are read in the
    /// plain layout (as a network's image is).
    /// </summary>
    public static int PaddedInputs(StageShape shape, int block) => InputsOf(shape) < block ? InputsOf(shape) : Padded(InputsOf(shape), block);

    /// <summary>The output channels of a group in full blocks.</summary>
    public static int PaddedOutputs(StageShape shape, int block) => Padded(OutputsOf(shape), block);

    /// <summary>The input channels of a group; of a depthwise stage, whose groups run side by side, all of them.</summary>
    public static int InputsOf(StageShape shape) => IsDepthwise(shape) ? shape.InputChannels : shape.InputChannels / shape.Groups;

    /// <summary>The output channels of a group; of a depthwise stage all of them.</summary>
    public static int OutputsOf(StageShape shape) => IsDepthwise(shape) ? shape.OutputChannels : shape.OutputChannels / shape.Groups;

    private static bool IsDepthwise(StageShape shape) => StageFamily.GroupingOf(shape) == StageGrouping.Depthwise;

    private static int Padded(int channels, int block) => (channels + block - 1) / block * block;
}
