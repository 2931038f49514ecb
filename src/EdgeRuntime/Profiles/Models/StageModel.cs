namespace RsdtrEdge.Runtime.Profiles.Models;

/// <summary>
/// Networks whose times differ by that of one stage as it is between others: several branches beside each other, in each a 1x1
/// convolution that makes the stage's input, then the stage, then a 1x1 convolution that reads the corner of its output. The network
/// without the stage has the same branches with nothing in its place. So what surrounds a stage is a convolution on either side,
/// as in an execution plan: where ONNX Runtime keeps feature maps in blocks of channels, neither model has more changes of layout at its
/// edges than the other, and a stage that breaks with the layout pays for the changes on both of its sides.
/// </summary>
internal static class StageModel
{
    /// <summary>The channels of the network's input and of its output.</summary>
    public const int EdgeChannels = 8;

    // Feature maps of up to so many channels are the network's own input, an image: no convolution made them.
    private const int MostImageChannels = 3;

    // A stage with less than so many times the work of the convolution before it would drown in that one's noise: then one is made for
    // all branches.
    private const long LittleWork = 2;

    /// <summary>Builds a network.</summary>
    /// <param name="shape">The stage.</param>
    /// <param name="branches">The branches.</param>
    /// <param name="hasStage">Whether the stage is there.</param>
    public static byte[] Build(StageShape shape, int branches, bool hasStage) =>
        shape.Kind == StageKind.FullyConnected ? Products(shape, branches, hasStage) : Convolutions(shape, branches, hasStage);

    /// <summary>The stage as a convolution's attributes.</summary>
    internal static (string Name, int[] Values, bool IsList)[] Attributes(StageShape shape, StagePadding rows, StagePadding columns) =>
    [
        ("kernel_shape", [shape.KernelHeight, shape.KernelWidth], true),
        ("strides", [shape.StrideHeight, shape.StrideWidth], true),
        ("dilations", [shape.DilationHeight, shape.DilationWidth], true),
        ("pads", [rows.Begin, columns.Begin, rows.End, columns.End], true),
        ("group", [shape.Groups], false),
    ];

    private static byte[] Convolutions(StageShape shape, int branches, bool hasStage)
    {
        StagePadding rows = StagePadding.Of(shape.InputHeight, shape.OutputHeight, shape.KernelHeight, shape.StrideHeight, shape.DilationHeight);
        StagePadding columns = StagePadding.Of(shape.InputWidth, shape.OutputWidth, shape.KernelWidth, shape.StrideWidth, shape.DilationWidth);
        bool readsImage = shape.InputChannels <= MostImageChannels;
        bool sharesInput = shape.Macs < LittleWork * (long)EdgeChannels * shape.InputChannels * rows.Input * columns.Input;
        ModelWriter model = new ModelWriter().Input("x", 1, readsImage ? shape.InputChannels : EdgeChannels, rows.Input, columns.Input);
        string input = "x";
        for (int i = 0; i < branches; i++)
        {
            if (!readsImage && (i == 0 || !sharesInput))
            {
                input = $"before{i}";
                model.RandomWeight($"before_w{i}", shape.InputChannels, EdgeChannels, 1, 1).Node("Conv", input, ["x", $"before_w{i}"]);
            }

            string value = input;
            if (hasStage)
            {
                model.RandomWeight($"w{i}", shape.OutputChannels, shape.InputChannels / shape.Groups, shape.KernelHeight, shape.KernelWidth)
                    .Node("Conv", $"stage{i}", [value, $"w{i}"], Attributes(shape, rows, columns));
                value = $"stage{i}";
            }

            // A step as long as the map: one position is computed, and the whole map must be there in the layout of convolutions.
            (int channels, int height, int width) = hasStage
                ? (shape.OutputChannels, shape.OutputHeight, shape.OutputWidth)
                : (shape.InputChannels, rows.Input, columns.Input);
            model.RandomWeight($"after_w{i}", EdgeChannels, channels, 1, 1)
                .Node("Conv", $"after{i}", [value, $"after_w{i}"], ("kernel_shape", [1, 1], true), ("strides", [height, width], true));
        }

        return Sum(model, branches, 1, EdgeChannels, 1, 1);
    }

    private static byte[] Products(StageShape shape, int branches, bool hasStage)
    {
        ModelWriter model = new ModelWriter().Input("x", shape.InputHeight, shape.InputChannels);
        for (int i = 0; i < branches; i++)
        {
            string value = "x";
            if (hasStage)
            {
                model.RandomWeight($"w{i}", shape.InputChannels, shape.OutputChannels).Node("MatMul", $"stage{i}", [value, $"w{i}"]);
                value = $"stage{i}";
            }

            model.RandomWeight($"after_w{i}", hasStage ? shape.OutputChannels : shape.InputChannels, 1).Node("MatMul", $"after{i}", [value, $"after_w{i}"]);
        }

        return Sum(model, branches, shape.InputHeight, 1);
    }

    private static byte[] Sum(ModelWriter model, int branches, params ReadOnlySpan<int> shape)
    {
        string sum = "after0";
        for (int i = 1; i < branches; i++)
        {
            model.Node("Add", $"sum{i}", [sum, $"after{i}"]);
            sum = $"sum{i}";
        }

        return model.Output(sum, shape).ToArray();
    }
}
