using System.Globalization;

namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>Whether the labels of data can be a network's classes; training and judging both ask here.</summary>
internal static class LabelFit
{
    /// <summary>Why they cannot, in words that follow the data's name, with the remedy; null where nothing speaks against it.</summary>
    /// <param name="classFolders">The class folders with images that gave the labels; 0 where none did.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="classes">The network's classes.</param>
    public static string? Fault(int classFolders, IEnumerable<int> labels, long classes)
    {
        // A folder without images is no class, and those behind it would have the labels of their neighbours.
        if (classFolders > 0 && classFolders != classes)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"has {classFolders} class folders with images, and the network {classes} classes: give one folder with images for each class, in name order as the network has them, or a .npz with y");
        }

        int largest = labels.Max();
        return largest < classes
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"has a label {largest}, and the network has the classes 0 to {classes - 1}: give data with the network's classes");
    }
}
