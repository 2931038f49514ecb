using RsdtrEdge.Runtime.Detection;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Models;

namespace RsdtrEdge.Samples.FaceDetector;

/// <summary>
/// A face detector of UltraFace's kind: an image in, scores [1, N, 2] (background, face) and boxes [1, N, 4] (left, top, right, bottom as shares of the image's sides) out.
/// Whoever runs it fills <see cref="Input"/> first. Detecting allocates nothing.
/// </summary>
internal sealed class FaceNetwork : IDisposable
{
    private const int Classes = 2;

    // What the network's own program takes: more overlap than this is one face seen twice.
    private const float MaximumOverlap = 0.3f;

    private readonly EdgeModel _model;
    private readonly int _scores;
    private readonly int _boxes;
    private readonly float _threshold;
    private readonly DetectedBox[] _found;

    /// <summary>Loads a network.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="threshold">The least score of a face, 0 to 1.</param>
    /// <exception cref="RsdtrException">RSDTR1001: there is no such file; RSDTR4004: the network is not of this kind.</exception>
    public FaceNetwork(string path, float threshold)
    {
        if (!File.Exists(path))
        {
            throw new RsdtrException(
                ModelDiagnostics.FileUnreadable,
                "there is no network here: build with -p:FaceModel=PATH/version-RFB-320.onnx, or give one with --model FILE; samples/FaceDetector/README.md says where it comes from",
                path);
        }

        _threshold = threshold;
        _model = EdgeModel.Load(path);
        _scores = _model.Outputs.IndexOf(_model.Outputs.FirstOrDefault(output => output.Dimensions is [1, > 0, Classes])!);
        _boxes = _model.Outputs.IndexOf(_model.Outputs.FirstOrDefault(output => output.Dimensions is [1, > 0, 4])!);
        if (_scores < 0 || _boxes < 0 || _model.InputShape is not [1, 3, _, _] || _model.Outputs[_scores].Dimensions[1] != _model.Outputs[_boxes].Dimensions[1])
        {
            _model.Dispose();
            throw new RsdtrException(
                RuntimeDiagnostics.TensorMismatch, "the network is no face detector of UltraFace's kind: an input [1,3,H,W] and outputs [1,N,2] and [1,N,4] are needed", path);
        }

        _found = new DetectedBox[_model.Outputs[_scores].Dimensions[1]];
    }

    /// <summary>Red, green and blue, (value - 127) / 128, stretched to the network's size.</summary>
    public static ImagePreprocessing Preprocessing { get; } = new() { Mean = [127f / 255], Std = [128f / 255] };

    /// <summary>Rows of the network's input.</summary>
    public int Height => (int)_model.InputShape[2];

    /// <summary>Columns of the network's input.</summary>
    public int Width => (int)_model.InputShape[3];

    /// <summary>The network's input [1, 3, height, width].</summary>
    public Span<float> Input => _model.Input;

    /// <summary>Finds the faces on what <see cref="Input"/> holds.</summary>
    /// <returns>The faces, the surest first, in shares of the image's sides; valid until the next call.</returns>
    public ReadOnlySpan<DetectedBox> Detect()
    {
        _ = _model.Run();
        int count = BoxDecoder.Decode(_model.GetOutput(_scores), _model.GetOutput(_boxes), Classes, _threshold, _found);
        return _found.AsSpan(0, NonMaximumSuppression.Apply(_found.AsSpan(0, count), MaximumOverlap));
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();
}
