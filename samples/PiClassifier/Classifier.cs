using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Models;

namespace RsdtrEdge.Samples.PiClassifier;

/// <summary>A network that tells what an image shows. The compressed one and the original are used alike.</summary>
internal sealed class Classifier : IDisposable
{
    private readonly EdgeModel _model;
    private readonly ImageTensorizer _tensorizer;
    private readonly string[] _classes;

    /// <summary>Loads a network.</summary>
    /// <param name="path">The ONNX file; its metadata <c>classes</c> names the classes, separated by commas; without them their numbers are told.</param>
    /// <param name="preprocessing">How the network wants its images.</param>
    public Classifier(string path, ImagePreprocessing preprocessing)
    {
        _model = EdgeModel.Load(path);
        _classes = _model.Metadata.Custom.TryGetValue("classes", out string? names) ? names.Split(',') : [];
        // [batch, channels, height, width]
        _tensorizer = new ImageTensorizer((int)_model.InputShape[1], (int)_model.InputShape[2], (int)_model.InputShape[3], preprocessing);
    }

    /// <summary>Classifies an image file.</summary>
    public Prediction Classify(string imagePath)
    {
        _tensorizer.Write(ImageReader.Default.Load(imagePath), _model.Input);
        ReadOnlySpan<float> logits = _model.Run();

        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
        }

        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - logits[best]);
        }

        return new Prediction(best < _classes.Length ? _classes[best] : $"class {best}", 1 / sum);
    }

    /// <inheritdoc />
    public void Dispose() => _model.Dispose();
}
