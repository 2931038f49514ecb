namespace RsdtrEdge.Benchmarks.Accuracy;

/// <summary>All rows, in the order of the table: each goal, and the published method under the same limits beside it.</summary>
internal static class AccuracyRows
{
    /// <summary>How many photographs steer a detector; the others judge.</summary>
    public const int Photographs = 100;

    /// <summary>How many training images steer a classifier.</summary>
    public const int TrainingImages = 1024;

    // As the networks' own programs prepare images: (x - 127) / 128 in red, green, blue, and x / 255 in blue, green, red.
    private static readonly SubjectModel s_ultraFace = new("ultraface", "ultraface-rfb-320.onnx", false, "0.49803922", "0.50196078");
    private static readonly SubjectModel s_fastestDet = new("fastestdet", "fastestdet.onnx", false, "0", "1", "bgr");

    /// <summary>ResNet-20 for CIFAR-10.</summary>
    public static SubjectModel ResNet20 { get; } = ResNet("resnet20");

    /// <summary>ResNet-32 for CIFAR-10; it is in no row of this table.</summary>
    public static SubjectModel ResNet32 { get; } = ResNet("resnet32");

    /// <summary>ResNet-56 for CIFAR-10.</summary>
    public static SubjectModel ResNet56 { get; } = ResNet("resnet56");

    /// <summary>The networks of which the published method's figures are repeated.</summary>
    public static IReadOnlyList<SubjectModel> Published { get; } = [ResNet20, ResNet32, ResNet56];

    /// <summary>The rows.</summary>
    public static IReadOnlyList<AccuracyRow> All { get; } =
    [
        .. WithPaper(ResNet20, 50, null, 1.3),
        new(ResNet20, 50, null, Images: 0, Bar: 15),
        .. WithPaper(ResNet20, 50, 50, 2.2),
        .. WithPaper(ResNet20, 40, 40, 5.0),
        .. WithPaper(ResNet20, 28, null, 5.0),
        .. WithPaper(ResNet56, 50, null, 1.0),
        .. WithPaper(ResNet56, 50, 50, 1.5),
        .. WithPaper(ResNet56, 40, 40, 3.5),
        .. WithPaper(ResNet56, 30, 30, 5.0),
        .. Detector(s_ultraFace, 0.10),
        .. Detector(s_fastestDet, 0.15),
    ];

    private static SubjectModel ResNet(string name) => new(name, $"cifar10-{name}.onnx", true, "0.485,0.456,0.406", "0.229,0.224,0.225");

    private static AccuracyRow[] WithPaper(SubjectModel model, int? parameters, int? flops, double bar)
    {
        AccuracyRow row = new(model, parameters, flops, model.IsClassifier ? TrainingImages : Photographs, bar);
        return [row, row.AsPaper()];
    }

    private static IEnumerable<AccuracyRow> Detector(SubjectModel model, double bar) =>
        WithPaper(model, null, 60, bar).Concat(
            ((int[])[70, 80, 90]).Select(flops => new AccuracyRow(model, null, flops, Photographs, Bar: null) { IsCurve = true }));
}
