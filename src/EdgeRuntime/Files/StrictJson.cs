using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Files;

/// <summary>Walks the JSON of a file value by value; whatever does not fit is a coded error with its line.</summary>
internal ref struct StrictJson
{
    private const int ShownCharacters = 40;

    private readonly ReadOnlySpan<byte> _text;
    private readonly string _path;
    private readonly JsonFileKind _kind;
    private Utf8JsonReader _reader;
    private string _key;

    /// <param name="text">The file's content in UTF-8; a byte order mark is passed over.</param>
    /// <param name="path">The file's path, for errors.</param>
    /// <param name="kind">What kind of file it is, for errors.</param>
    public StrictJson(ReadOnlySpan<byte> text, string path, JsonFileKind kind)
    {
        _kind = kind;
        _text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        _path = path;
        _key = string.Empty;
        _reader = new Utf8JsonReader(_text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        ThrowUnlessUtf8();
    }

    /// <summary>The line of the current token, from 1. Lines end with LF; the CR of a CRLF belongs to the line before it.</summary>
    public readonly int Line => LineAt((int)_reader.TokenStartIndex);

    /// <summary>Whether the current value is null.</summary>
    public readonly bool IsNull => _reader.TokenType == JsonTokenType.Null;

    /// <summary>Steps to the document's only value.</summary>
    public void Begin() => Advance();

    /// <summary>Makes sure that nothing follows the document's only value.</summary>
    public void End() => Advance();

    /// <summary>Enters the object that is the current value.</summary>
    /// <param name="keys">The keys that it may have.</param>
    public readonly JsonObjectScope BeginObject(params string[] keys)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            throw Unsuitable($"an object with the keys {string.Join(", ", keys)}");
        }

        return new JsonObjectScope(_key, Line, keys);
    }

    /// <summary>Steps to the value of the object's next key.</summary>
    /// <param name="scope">The object.</param>
    /// <param name="key">The key.</param>
    /// <param name="line">The key's line.</param>
    /// <returns>False at the end of the object.</returns>
    public bool NextKey(JsonObjectScope scope, out string key, out int line)
    {
        Advance();
        line = Line;
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            key = string.Empty;
            return false;
        }

        key = Text();
        _key = scope.FullKey(key);
        if (!scope.IsKnown(key))
        {
            string remedy = NearestName.Find(key, scope.Keys) is string nearest ? $"did you mean \"{nearest}\"?" : "remove it";
            throw Failure(_kind.UnknownKey, line, $"\"{Shown(_key)}\" is not a key of a {_kind.Name}; known here: {string.Join(", ", scope.Keys)}; {remedy}");
        }

        if (!scope.MarkSeen(key))
        {
            throw Failure(_kind.InvalidValue, line, $"\"{_key}\" stands twice in the same object: remove one of them");
        }

        Advance();
        return true;
    }

    /// <summary>Throws where a key that must be there was not.</summary>
    /// <param name="scope">The object, at its end.</param>
    /// <param name="key">The key.</param>
    public readonly void Require(JsonObjectScope scope, string key)
    {
        if (!scope.HasSeen(key))
        {
            throw Failure(_kind.MissingKey, scope.Line, $"\"{scope.FullKey(key)}\" is required and absent: add it to the object that begins here");
        }
    }

    /// <summary>The current value as text of one line.</summary>
    /// <param name="maxLength">The most characters (code points).</param>
    public readonly string GetText(int maxLength)
    {
        string expected = string.Create(CultureInfo.InvariantCulture, $"text of 1 to {maxLength} characters on one line");
        string text = _reader.TokenType == JsonTokenType.String ? Text() : throw Unsuitable(expected);
        return text.Length > 0 && text.EnumerateRunes().Count() <= maxLength && !text.Any(char.IsControl) ? text : throw Unsuitable(expected);
    }

    /// <summary>The current value as text of a given form.</summary>
    /// <param name="pattern">The form.</param>
    /// <param name="expected">The form in words.</param>
    public readonly string GetText(Regex pattern, string expected) =>
        _reader.TokenType == JsonTokenType.String && Text() is string text && pattern.IsMatch(text) ? text : throw Unsuitable(expected);

    /// <summary>The current value as a whole number.</summary>
    /// <param name="minimum">The least.</param>
    /// <param name="maximum">The most.</param>
    public readonly int GetInteger(int minimum, int maximum) =>
        Number is decimal value && decimal.IsInteger(value) && value >= minimum && value <= maximum
            ? (int)value
            : throw Unsuitable(string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}"));

    /// <summary>The current value as a number above 0.</summary>
    /// <param name="maximum">The most.</param>
    /// <param name="maximumIncluded">Whether the most itself is allowed.</param>
    /// <param name="what">What kind of number, in words.</param>
    public readonly double GetPositive(double maximum, bool maximumIncluded, string what) =>
        _reader.TokenType == JsonTokenType.Number && _reader.TryGetDouble(out double value)
            && value > 0 && (maximumIncluded ? value <= maximum : value < maximum)
            ? value
            : throw Unsuitable(string.Create(CultureInfo.InvariantCulture, $"{what} above 0 and {(maximumIncluded ? "at most" : "below")} {maximum}"));

    /// <summary>The current value's type.</summary>
    public readonly JsonTokenType Type => _reader.TokenType;

    /// <summary>The current value as a number of any size; null where it is none.</summary>
    public readonly decimal? Number => _reader.TokenType == JsonTokenType.Number && _reader.TryGetDecimal(out decimal value) ? value : null;

    /// <summary>Enters the array that is the current value.</summary>
    /// <param name="expected">What the array holds, in words.</param>
    /// <returns>The array's key, for <see cref="NextItem"/>.</returns>
    public readonly string BeginArray(string expected) => _reader.TokenType == JsonTokenType.StartArray ? _key : throw Unsuitable(expected);

    /// <summary>Steps to the array's next value.</summary>
    /// <param name="key">The array's key: what was read within its last value may have been another's.</param>
    /// <returns>False at the end of the array.</returns>
    public bool NextItem(string key)
    {
        Advance();
        _key = key;
        return _reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>The error about a current value that cannot be used.</summary>
    /// <param name="expected">What was expected, in words.</param>
    public readonly RsdtrException Unsuitable(string expected)
    {
        string value = _reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => $"\"{Shown(Encoding.UTF8.GetString(_reader.ValueSpan))}\"",
            _ => Shown(Encoding.UTF8.GetString(_reader.ValueSpan)),
        };
        string subject = _key.Length == 0 ? _kind.Subject : $"\"{_key}\"";
        return Failure(_kind.InvalidValue, Line, $"{subject} is {value}: give {expected}");
    }

    private void Advance()
    {
        try
        {
            _reader.Read();
        }
        catch (JsonException exception)
        {
            // The position stands in the diagnostic's line; the reader's own text repeats it, counted from 0.
            string reason = exception.Message.Split(" LineNumber:", 2)[0].TrimEnd('.');
            throw Failure(
                _kind.InvalidJson, (int)(exception.LineNumber ?? 0) + 1, $"not valid JSON: {reason}; correct the file", exception);
        }
    }

    /// <summary>The current value, which is text or a key, as it stands.</summary>
    public readonly string Text()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw Failure(_kind.InvalidJson, Line, "not valid JSON: an escape \\uD800 to \\uDFFF without its other half; correct the text", exception);
        }
    }

    private readonly void ThrowUnlessUtf8()
    {
        for (ReadOnlySpan<byte> rest = _text; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf8(rest, out _, out int length) != System.Buffers.OperationStatus.Done)
            {
                throw Failure(_kind.InvalidJson, LineAt(_text.Length - rest.Length), "not valid JSON: a byte that is not UTF-8; save the file as UTF-8");
            }

            rest = rest[length..];
        }
    }

    private readonly int LineAt(int offset) => 1 + _text[..offset].Count((byte)'\n');

    /// <summary>An error about a line of the file.</summary>
    /// <param name="descriptor">The kind of trouble.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="message">What, the figure, the limit, the remedy.</param>
    /// <param name="cause">What caused it.</param>
    public readonly RsdtrException Failure(DiagnosticDescriptor descriptor, int line, string message, Exception? cause = null) =>
        new(descriptor, message, _path, line, cause);

    private static string Shown(string text) => text.Length <= ShownCharacters ? text : string.Concat(text.AsSpan(0, ShownCharacters), "...");
}
