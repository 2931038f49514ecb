using System.Globalization;
using System.Text;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>
/// Writes JSON, indented, with the keys in the order in which they come. MSBuild loads this assembly alone: a JSON library of its own
/// could be another version than the one that MSBuild or another package has loaded.
/// </summary>
internal sealed class JsonText
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _isFirst = true;

    /// <summary>Writes an object, as a value or under a key.</summary>
    /// <param name="key">The key; null within an array and for the document.</param>
    /// <param name="content">Writes its members.</param>
    public JsonText Object(string? key, Action content) => Nested(key, '{', content, '}');

    /// <summary>Writes an array.</summary>
    /// <inheritdoc cref="Object"/>
    public JsonText Array(string? key, Action content) => Nested(key, '[', content, ']');

    /// <summary>Writes a text; null as null.</summary>
    /// <param name="key">The key; null within an array.</param>
    /// <param name="value">The text.</param>
    public JsonText Text(string? key, string? value) => Raw(key, value is null ? "null" : Quote(value));

    /// <summary>Writes a whole number.</summary>
    /// <inheritdoc cref="Text"/>
    public JsonText Number(string? key, long value) => Raw(key, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes a truth value.</summary>
    /// <inheritdoc cref="Text"/>
    public JsonText Boolean(string? key, bool value) => Raw(key, value ? "true" : "false");

    /// <summary>The document, with the end of its last line.</summary>
    public override string ToString() => _text.ToString() + "\n";

    private JsonText Nested(string? key, char begin, Action content, char end)
    {
        Begin(key);
        _ = _text.Append(begin);
        _depth++;
        _isFirst = true;
        content();
        _depth--;
        if (!_isFirst)
        {
            NewLine();
        }

        _ = _text.Append(end);
        _isFirst = false;
        return this;
    }

    private JsonText Raw(string? key, string value)
    {
        Begin(key);
        _ = _text.Append(value);
        return this;
    }

    private void Begin(string? key)
    {
        if (!_isFirst)
        {
            _ = _text.Append(',');
        }

        if (_depth > 0)
        {
            NewLine();
        }

        if (key is not null)
        {
            _ = _text.Append(Quote(key)).Append(": ");
        }

        _isFirst = false;
    }

    private void NewLine() => _ = _text.Append('\n').Append(' ', 2 * _depth);

    private static string Quote(string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        for (int i = 0; i < value.Length; i++)
        {
            char one = value[i];
            bool isHalf = char.IsSurrogate(one) && !char.IsSurrogatePair(value, i) && !(i > 0 && char.IsSurrogatePair(value, i - 1));
            _ = one is '"' or '\\' ? quoted.Append('\\').Append(one)
                : one < ' ' || isHalf ? quoted.Append("\\u").Append(((int)one).ToString("x4", CultureInfo.InvariantCulture))
                : quoted.Append(one);
        }

        return quoted.Append('"').ToString();
    }
}
