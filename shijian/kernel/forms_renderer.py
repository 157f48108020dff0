"""How Django draws forms in Shijian; named by FORM_RENDERER."""

from django.forms.renderers import TemplatesSetting


class ShijianRenderer(TemplatesSetting):
    """Form, formset and field in the project's own components."""

    form_template_name = "components/forms/form.html"
    formset_template_name = "components/forms/formset.html"
    field_template_name = "components/forms/field.html"
