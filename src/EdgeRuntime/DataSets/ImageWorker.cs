using RsdtrEdge.Runtime.Imaging;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>What one thread needs to turn encoded images into tensors; its buffers serve image after image.</summary>
internal sealed class ImageWorker(ImageStore store, ImageReader reader, ImageTensorizer tensorizer)
{
    private readonly RgbImage _image = new();

    public void Write(EncodedImage encoded, Span<float> destination)
    {
        reader.Decode(encoded.Bytes.Span, _image, store.Location, store.HasEntries ? store.Paths[encoded.Index] : null);
        tensorizer.Write(_image, destination);
    }
}
