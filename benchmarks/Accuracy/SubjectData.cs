using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Accuracy;

/// <summary>What the networks are steered with and judged by; nothing is in both.</summary>
/// <remarks>
/// Classifiers are steered with training images without labels and judged by all test images. Detectors are steered with the sample of the
/// photographs that the tool draws and judged by the others. Judging images and the original's outputs for them are kept for one model at a time.
/// </remarks>
/// <param name="shared">The folder with models and data.</param>
/// <param name="folder">A folder for what is unpacked.</param>
internal sealed class SubjectData(string shared, string folder)
{
    private readonly TrainingImages _training = new(Path.Combine(shared, "data", "cifar10-jpeg-train.tar.gz"), folder);
    private SubjectModel? _model;
    private DataSet? _images;
    private RecordedOutputs? _original;

    /// <summary>Where the model is; a full path stays what it is.</summary>
    public string PathOf(SubjectModel model) => Path.Combine(shared, "models", model.File);

    /// <summary>The folder with all training images of the classifiers, in one folder a class.</summary>
    public string TrainingClasses => _training.UnpackClasses();

    /// <summary>The options of <c>rsdtr compress</c> for the calibration data.</summary>
    public IEnumerable<string> CalibrationArguments(AccuracyRow row, int seed) => CalibrationArguments(row.Model, row.Images, seed);

    /// <summary>The options of <c>rsdtr compress</c> for so many calibration images; none for 0.</summary>
    public IEnumerable<string> CalibrationArguments(SubjectModel model, int images, int seed) => images == 0
        ? []
        : ["--calibration", model.IsClassifier ? _training.Unpack(images, seed) : Photographs, "--images", $"{images}", .. model.Arguments];

    /// <summary>The images that judge a network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="seed">The seed of the run, which decides what photographs steer and so may not judge.</param>
    public SubjectJudges JudgesOf(SubjectModel model, int seed)
    {
        (DataSet images, RecordedOutputs original) = Prepare(model);
        if (model.IsClassifier)
        {
            return new SubjectJudges(images, [.. Enumerable.Range(0, images.Count)], original);
        }

        // The tool's own sample; the size that the images are brought to does not matter for their names.
        DataSourceOptions options = new() { Images = AccuracyRows.Photographs, Seed = seed };
        HashSet<string> steering = [.. DataSource.Open(Photographs, options).Load(3, 1, 1).Names];
        int[] places = [.. Enumerable.Range(0, images.Count).Where(place => !steering.Contains(images.Names[place]))];
        return new SubjectJudges(images, places, original.Take(places));
    }

    private string Photographs => Path.Combine(shared, "data", "photos.tar.gz");

    private (DataSet Images, RecordedOutputs Original) Prepare(SubjectModel model)
    {
        if (_model != model)
        {
            (_images, _original) = (null, null);
            using InferenceSession session = RecordedOutputs.Load(PathOf(model));
            long[] sizes = [.. session.Inputs[0].Dimensions];
            string path = model.IsClassifier ? Path.Combine(shared, "data", "cifar10-jpeg-test.tar.gz") : Photographs;
            _images = DataSource.Open(path, new DataSourceOptions { Preprocessing = model.Preprocessing }).Load((int)sizes[1], (int)sizes[2], (int)sizes[3]);
            _original = RecordedOutputs.Run(session, _images, [.. Enumerable.Range(0, _images.Count)]);
            _model = model;
        }

        return (_images!, _original!);
    }
}
