using System.Collections.Frozen;

namespace UnifiedInbox.Mail.Html;

/// <summary>Which styles a mail may set: how its own text, boxes and tables look.</summary>
internal static class CssProperties
{
    public static readonly FrozenSet<string> Allowed = """
        align-content align-items align-self aspect-ratio background background-attachment background-blend-mode background-clip background-color background-image
        background-origin background-position background-position-x background-position-y background-repeat background-size
        border border-block border-block-end border-block-start border-bottom border-bottom-color border-bottom-left-radius border-bottom-right-radius border-bottom-style
        border-bottom-width border-collapse border-color border-inline border-inline-end border-inline-start border-left border-left-color border-left-style border-left-width
        border-radius border-right border-right-color border-right-style border-right-width border-spacing border-style border-top border-top-color
        border-top-left-radius border-top-right-radius border-top-style border-top-width border-width bottom box-shadow box-sizing break-after
        break-before break-inside caption-side clear clip color color-scheme column-count column-gap column-rule column-width columns direction display
        empty-cells flex flex-basis flex-direction flex-flow flex-grow flex-shrink flex-wrap float font font-family font-feature-settings font-kerning
        font-size font-size-adjust font-stretch font-style font-variant font-variant-caps font-variant-ligatures font-variant-numeric font-weight gap grid-area grid-column grid-gap grid-row
        grid-template-areas grid-template-columns grid-template-rows height hyphens inline-size inset justify-content justify-items justify-self left letter-spacing line-break
        line-height list-style list-style-image list-style-position list-style-type margin margin-block margin-block-end margin-block-start margin-bottom margin-inline
        margin-inline-end margin-inline-start margin-left margin-right margin-top max-height max-width min-height min-width object-fit object-position opacity
        order orphans outline outline-color outline-offset outline-style outline-width overflow overflow-wrap overflow-x overflow-y padding padding-block
        padding-block-end padding-block-start padding-bottom padding-inline padding-inline-end padding-inline-start padding-left padding-right padding-top page-break-after
        page-break-before page-break-inside place-content place-items place-self position quotes right row-gap tab-size table-layout text-align text-align-last
        text-decoration text-decoration-color text-decoration-line text-decoration-style text-decoration-thickness text-emphasis text-indent text-justify
        text-overflow text-shadow text-size-adjust text-transform text-underline-offset text-wrap top transform transform-origin unicode-bidi vertical-align
        visibility white-space widows width word-break word-spacing word-wrap writing-mode z-index zoom
        -moz-border-radius -moz-box-shadow -moz-box-sizing -moz-hyphens -moz-osx-font-smoothing -moz-text-size-adjust -ms-text-size-adjust
        -webkit-border-radius -webkit-box-shadow -webkit-box-sizing -webkit-font-smoothing -webkit-hyphens -webkit-text-fill-color -webkit-text-size-adjust
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Functions a value may call. <c>url()</c> is judged apart; whatever else loads, computes or reads is left out.</summary>
    public static readonly FrozenSet<string> Functions = """
        rgb rgba hsl hsla hwb lab lch oklab oklch color-mix calc min max clamp linear-gradient radial-gradient conic-gradient repeating-linear-gradient
        repeating-radial-gradient rect inset translate translatex translatey scale scalex scaley rotate skew skewx skewy matrix repeat minmax fit-content light-dark
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
