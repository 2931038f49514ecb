using RsdtrEdge.Runtime.Imaging;

namespace RsdtrEdge.Benchmarks.Accuracy;

/// <summary>A network of the accuracy table, and how its images are prepared.</summary>
/// <param name="Name">Its name in row names.</param>
/// <param name="File">The file in the folder <c>models</c> of the shared material; a full path where it lies elsewhere.</param>
/// <param name="IsClassifier">Whether top-1 judges it; otherwise the error of its outputs does.</param>
/// <param name="Mean">Subtracted from value/255.</param>
/// <param name="Std">What the difference is divided by.</param>
/// <param name="Channels"><c>rgb</c> or <c>bgr</c>.</param>
internal sealed record SubjectModel(string Name, string File, bool IsClassifier, string Mean, string Std, string Channels = "rgb")
{
    /// <summary>The preprocessing as the library takes it.</summary>
    public ImagePreprocessing Preprocessing => ImagePreprocessing.Parse(Mean, Std, Channels, resize: null);

    /// <summary>The preprocessing as the command line takes it.</summary>
    public IEnumerable<string> Arguments => ["--mean", Mean, "--std", Std, "--channels", Channels];
}
