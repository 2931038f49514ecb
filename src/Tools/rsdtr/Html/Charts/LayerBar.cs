namespace RsdtrEdge.Tools.Rsdtr.Html.Charts;

/// <summary>One layer of a picture of bars.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Before">Its figure in the original; null where it is not known, or the picture has none.</param>
/// <param name="After">Its figure in the result; null where it is not known.</param>
internal sealed record LayerBar(string Layer, double? Before, double? After);
