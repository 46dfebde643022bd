"""Rows as the API shows them."""


def clinic_view(row):
    return {'id': str(row['clinic_id']), 'name': row['clinic_name'], 'address': row['address'], 'city': row['city'],
            'country': row['country'], 'timezone': row['timezone']}


def doctor_view(row, names):
    same = ('id', 'name', 'payment_policy', 'languages', 'modes', 'price_cents', 'currency', 'experience_years', 'rating', 'review_count',
            'photo_url')
    return {
        **{name: row[name] for name in same},
        'specialties': [{'code': code, 'name': names.get(code, code)} for code in row['specialties']],
        'clinic': clinic_view(row),
        'distance_km': None,
    }
